/** What differs between the consumers of a package. */
export interface Combination {
  /** A version of the npm package `node`, which contains the executable. */
  readonly node: string;
  readonly constructs: string;
  readonly typescript: string;
  readonly moduleResolution: ModuleResolution;
}

/** How TypeScript finds modules. */
export type ModuleResolution = "node10" | "node16" | "nodenext" | "bundler";

type Axes = { readonly [axis in keyof Combination]: readonly Combination[axis][] };

/** A version without a patch means its newest one. The first value of a range that package.json declares is exact. */
const AXES: Axes = {
  node: ["20.9.0", "20", "22", "24"],
  constructs: ["10.4.2", "10.5", "10.6", "10.7", "10.8"],
  typescript: ["5.4", "5.5", "5.6", "5.7", "5.8", "5.9", "6.0"],
  moduleResolution: ["node10", "node16", "nodenext", "bundler"],
};

/** cdktn supports fewer versions of constructs. */
const CDKTN_AXES: Axes = { ...AXES, constructs: ["10.6.0", "10.7"] };

/** The consumer from which one value differs at a time. Every package supports it. */
export const BASE: Combination = { node: "22", constructs: "10.7", typescript: "5.9", moduleResolution: "nodenext" };

/** Pairs that depend on each other, so that no change of the base covers them. */
const PAIRS: readonly Partial<Combination>[] = [
  { typescript: "6.0", moduleResolution: "node10" },
  { typescript: "6.0", moduleResolution: "bundler" },
];

/** The combinations to try with a package: the base, the base with each other value of each axis, and the pairs. */
export function combinationsFor(name: string): Combination[] {
  const varied = Object.entries(name.startsWith("cdktn") ? CDKTN_AXES : AXES).flatMap(([axis, values]) =>
    values.filter((value) => value !== BASE[axis as keyof Combination]).map((value) => ({ ...BASE, [axis]: value })),
  );
  return [BASE, ...varied, ...PAIRS.map((pair) => ({ ...BASE, ...pair }))];
}
