import { uuidOf, vmFacts } from '../../main/hosts/vm-facts.test-support.ts';
import { GuestLife } from '../../main/twin/guest-life.test-support.ts';
import { createTransientMemory } from '../../main/twin/transient-memory.ts';
import { TwinBook } from '../../main/twin/twin-book.ts';
import { writeModels } from '../../main/twin/twin-models.ts';

/** VMs of the fleet, each with an agent that tells some records a second, and seconds of their lives that are measured. */
const vms = 1000;
const warmUp = 60;
const measured = 30;
/** CPU seconds that a second of a fleet may take, and how many times more before the bench fails; machines differ. */
const target = 0.25;
const tolerance = 5;

/** What the twins of a fleet cost: CPU and memory, as they live. @returns false where that is far beyond its target */
export function benchTwinFleet(): boolean {
  const lives = Array.from({ length: vms }, (_, index) => new GuestLife(uuidOf(index + 1), index));
  const book = new TwinBook({ memory: createTransientMemory(), tell: () => {}, clock: () => performance.now() });
  for (const [index, life] of lives.entries())
    book.observe({ kind: 'machine', facts: vmFacts(index + 1), time: life.time });
  let observations = 0;
  const live = (seconds: number): number => {
    let spent = 0;
    for (let second = 0; second < seconds; second++) {
      const told = lives.flatMap((life) => life.next());
      const before = process.cpuUsage();
      for (const observation of told) book.observe(observation);
      book.rest();
      const { user, system } = process.cpuUsage(before);
      spent += (user + system) / 1e6;
      observations += told.length;
    }
    return spent / seconds;
  };
  const before = process.memoryUsage();
  live(warmUp);
  observations = 0;
  const cost = live(measured);
  const after = process.memoryUsage();
  const held = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  const sizes = lives.map(({ uuid }) => {
    const twin = book.twin(uuid);
    return twin === undefined ? 0 : writeModels(twin).length;
  });
  console.log(
    `twin engine ${vms} VMs, ${Math.round(observations / measured)} observations a second: ${cost.toFixed(2)} CPU seconds a second (target ≤ ${target}), ${Math.round(held / 2 ** 20)} MiB, at most ${(Math.max(...sizes) / 1024).toFixed(1)} KiB written a VM`,
  );
  return cost <= target * tolerance;
}
