import { ResourceLevel } from '../../models/level/resource-level.ts';
import type { NabSeries } from './weigh-rows.ts';

/** Plays a series to the level detector, value by value. `alarms` is 1 where it raised one, 0 elsewhere. */
export function judgeSeries({ times, values }: NabSeries): { surprise: Float64Array; alarms: Float64Array } {
  const level = new ResourceLevel();
  const surprise = new Float64Array(values.length);
  const alarms = new Float64Array(values.length);
  values.forEach((value, row) => {
    const reading = level.tell((times[row] ?? 0) * 1000, value);
    surprise[row] = reading.surprise;
    alarms[row] = reading.alarm ? 1 : 0;
  });
  return { surprise, alarms };
}
