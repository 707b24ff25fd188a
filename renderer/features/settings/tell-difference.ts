import type { AnswerOf } from '../../data/queries.ts';

function count(number: number, one: string, many: string): string {
  return number === 1 ? `1 ${one}` : `${number} ${many}`;
}

/** A preview in a headline and a sentence: how many alerts would come and go, how many bands would change. */
export function tellDifference(preview: Pick<AnswerOf<'settings.preview'>, 'come' | 'go' | 'bands'>): {
  headline: string;
  detail: string;
} {
  const come = preview.come.length;
  const go = preview.go.length;
  const headline =
    come === 0 && go === 0
      ? 'No alert would come or go in this session'
      : come === 0
        ? `${count(go, 'alert', 'alerts')} of this session would go`
        : go === 0
          ? `${count(come, 'more alert', 'more alerts')} would stand in this session`
          : `${count(come, 'alert', 'alerts')} would come, ${go} would go in this session`;
  const bands = preview.bands.length;
  const detail = bands === 0 ? 'no band would change' : `${count(bands, 'VM', 'VMs')} would change its band`;
  return { headline, detail: bands > 1 ? detail.replace(' its ', ' their ') : detail };
}
