import { seededRandom } from '../seeded-random.ts';

/** A mixture of Gaussians whose dimensions are independent within each: flat, component by component. */
export interface GmmTables {
  components: number;
  dimensions: number;
  /** Share of each component. */
  shares: Float64Array;
  means: Float64Array;
  variances: Float64Array;
}

/** Least variance, as a share of that of all data: no component may close in on one point. */
const LEAST = 1e-4;
const VERSION = 1;
const HEAD = 3;
const HALF_LOG_TAU = Math.log(2 * Math.PI) / 2;

/** Log density (natural) of each component times its share at a point, into `into`; @returns that of the mixture */
function weighComponents(model: GmmTables, point: ArrayLike<number>, into: Float64Array): number {
  const { components, dimensions, shares, means, variances } = model;
  let most = -Infinity;
  for (let component = 0; component < components; component += 1) {
    let log = Math.log(shares[component] ?? 0);
    for (let axis = 0; axis < dimensions; axis += 1) {
      const at = component * dimensions + axis;
      const variance = variances[at] ?? 1;
      const away = (point[axis] ?? 0) - (means[at] ?? 0);
      log -= HALF_LOG_TAU + Math.log(variance) / 2 + (away * away) / (2 * variance);
    }
    into[component] = log;
    most = Math.max(most, log);
  }
  let sum = 0;
  for (const log of into) sum += Math.exp(log - most);
  return most + Math.log(sum);
}

/** Mean and variance of each axis over all points. */
function momentsOf(points: readonly ArrayLike<number>[], dimensions: number): { means: number[]; variances: number[] } {
  const axes = Array.from({ length: dimensions }, (_, axis) => axis);
  const means = axes.map((axis) => points.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / points.length);
  const variances = axes.map((axis) => {
    const mean = means[axis] ?? 0;
    const variance = points.reduce((sum, point) => sum + ((point[axis] ?? 0) - mean) ** 2, 0) / points.length;
    return variance > 0 ? variance : 1;
  });
  return { means, variances };
}

/**
 * A Gaussian mixture, diagonal, learned by expectation maximisation (Dempster et al. 1977): the classical baseline for what
 * comes as numbers, a VM's resources and flows. Axes should be of like scale; logarithms suit bytes and rates.
 */
export class GmmModel {
  /** What was learned. */
  readonly tables: GmmTables;
  /** Log likelihood before each round of learning; it never falls unless a variance reaches its least. */
  readonly likelihoods: number[] = [];

  private constructor(tables: GmmTables) {
    this.tables = tables;
  }

  /**
   * Learns from points of one number of dimensions. The components begin at points drawn far apart (k-means++, Arthur and
   * Vassilvitskii 2007). @throws {RangeError} where there are fewer points than components
   */
  static fit(points: readonly ArrayLike<number>[], { components = 4, rounds = 50, seed = 1 } = {}): GmmModel {
    if (components < 1 || points.length < components) throw new RangeError(`${points.length} points for ${components}`);
    const dimensions = points[0]?.length ?? 0;
    const { variances } = momentsOf(points, dimensions);
    const model = new GmmModel({
      components,
      dimensions,
      shares: new Float64Array(components).fill(1 / components),
      means: Float64Array.from(drawApart(points, variances, components, seed).flatMap((point) => Array.from(point))),
      variances: Float64Array.from(Array.from({ length: components }, () => variances).flat()),
    });
    const least = variances.map((variance) => variance * LEAST);
    for (let round = 0; round < rounds; round += 1) model.likelihoods.push(model.improve(points, least));
    return model;
  }

  /** Version, shape and what was learned, as 64-bit floats. */
  toBytes(): Uint8Array {
    const { components, dimensions, shares, means, variances } = this.tables;
    return new Uint8Array(Float64Array.of(VERSION, components, dimensions, ...shares, ...means, ...variances).buffer);
  }

  /** @throws {RangeError} where the bytes are not what {@link GmmModel.toBytes} makes */
  static fromBytes(bytes: Uint8Array): GmmModel {
    const whole = bytes.length % 8 === 0;
    const numbers = whole ? new Float64Array(bytes.slice().buffer) : new Float64Array();
    const [version, components = 0, dimensions = 0] = numbers;
    const cells = components * dimensions;
    const shapely = Number.isInteger(components) && components >= 1 && Number.isInteger(dimensions) && dimensions >= 0;
    if (version !== VERSION || !shapely || numbers.length !== HEAD + components + 2 * cells) {
      throw new RangeError('These bytes are no mixture.');
    }
    const shares = numbers.slice(HEAD, HEAD + components);
    const means = numbers.slice(HEAD + components, HEAD + components + cells);
    const variances = numbers.slice(HEAD + components + cells);
    const sound =
      shares.every((share) => share >= 0 && share <= 1) && variances.every((one) => one > 0 && one < Infinity);
    if (!sound || !means.every(Number.isFinite)) throw new RangeError('These bytes are no mixture.');
    return new GmmModel({ components, dimensions, shares, means, variances });
  }

  /** Surprise of a point: −log₂ of its density. Lower than 0 where points lie dense. */
  score(point: ArrayLike<number>): number {
    return -weighComponents(this.tables, point, new Float64Array(this.tables.components)) / Math.LN2;
  }

  /** Draws a point. @param random uniform in [0, 1), called as often as it takes */
  draw(random: () => number): Float64Array {
    const { dimensions, shares, means, variances } = this.tables;
    let left = random();
    let component = shares.findIndex((share) => (left -= share) < 0);
    if (component < 0) component = shares.indexOf(Math.max(...shares));
    return Float64Array.from({ length: dimensions }, (_, axis) => {
      const at = component * dimensions + axis;
      // Box and Muller (1958).
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      return (means[at] ?? 0) + Math.sqrt(variances[at] ?? 0) * normal;
    });
  }

  /** One round of expectation and maximisation. @returns the log likelihood before it */
  private improve(points: readonly ArrayLike<number>[], least: readonly number[]): number {
    const { components, dimensions, shares, means, variances } = this.tables;
    const total = new Float64Array(components);
    const sums = new Float64Array(components * dimensions);
    const squares = new Float64Array(components * dimensions);
    const logs = new Float64Array(components);
    let likelihood = 0;
    for (const point of points) {
      const log = weighComponents(this.tables, point, logs);
      likelihood += log;
      for (let component = 0; component < components; component += 1) {
        const share = Math.exp((logs[component] ?? 0) - log);
        total[component] = (total[component] ?? 0) + share;
        for (let axis = 0; axis < dimensions; axis += 1) {
          const at = component * dimensions + axis;
          // About the old mean: squares of large numbers would cancel.
          const away = (point[axis] ?? 0) - (means[at] ?? 0);
          sums[at] = (sums[at] ?? 0) + share * away;
          squares[at] = (squares[at] ?? 0) + share * away * away;
        }
      }
    }
    for (let component = 0; component < components; component += 1) {
      const weight = total[component] ?? 0;
      shares[component] = weight / points.length;
      // A component that holds nothing stays where it is, with share 0.
      if (weight < 1e-9) continue;
      for (let axis = 0; axis < dimensions; axis += 1) {
        const at = component * dimensions + axis;
        const moved = (sums[at] ?? 0) / weight;
        means[at] = (means[at] ?? 0) + moved;
        variances[at] = Math.max(least[axis] ?? LEAST, (squares[at] ?? 0) / weight - moved * moved);
      }
    }
    return likelihood;
  }
}

/** Points that lie apart: each drawn by its squared distance from the nearest drawn before it. */
function drawApart(
  points: readonly ArrayLike<number>[],
  variances: readonly number[],
  many: number,
  seed: number,
): ArrayLike<number>[] {
  const random = seededRandom(seed);
  const distance = (left: ArrayLike<number>, right: ArrayLike<number>): number =>
    variances.reduce((sum, variance, axis) => sum + ((left[axis] ?? 0) - (right[axis] ?? 0)) ** 2 / variance, 0);
  const first = points[Math.floor(random() * points.length)] ?? [];
  const drawn = [first];
  const nearest = points.map((point) => distance(point, first));
  while (drawn.length < many) {
    let left = random() * nearest.reduce((sum, one) => sum + one, 0);
    const found = nearest.findIndex((one) => (left -= one) < 0);
    const next = points[found < 0 ? drawn.length : found] ?? first;
    drawn.push(next);
    points.forEach((point, at) => (nearest[at] = Math.min(nearest[at] ?? 0, distance(point, next))));
  }
  return drawn;
}
