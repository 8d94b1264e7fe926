import { readPackage, projectRoot } from "../../scripts/entry-points";
import { BASE, combinationsFor } from "../../scripts/matrix/combinations";
import { matrixTable, Result } from "../../scripts/matrix/table";

describe("the version matrix", () => {
  const all = combinationsFor("cdktf-zero-trust");

  test("begins with the base and tries no combination twice", () => {
    expect(all[0]).toEqual(BASE);
    expect(new Set(all.map((each) => JSON.stringify(each))).size).toBe(all.length);
  });

  test("varies one version at a time, and the resolution of modules with TypeScript 6", () => {
    const differences = all.map((each) =>
      Object.entries(each).flatMap(([axis, value]) => (value === BASE[axis as keyof typeof BASE] ? [] : [axis])),
    );
    const several = differences.filter(({ length }) => length > 1);
    expect(new Set(several.map((axes) => axes.join(" ")))).toEqual(new Set(["typescript moduleResolution"]));
    expect(new Set(differences.flat())).toEqual(new Set(Object.keys(BASE)));
  });

  test("contains the oldest versions that package.json declares", () => {
    const { engines, peerDependencies } = readPackage(projectRoot);
    expect(engines.node).toBe(`>= ${all.find(({ node }) => node !== BASE.node)!.node}`);
    expect(peerDependencies.constructs).toBe(
      `^${all.find(({ constructs }) => constructs !== BASE.constructs)!.constructs}`,
    );
  });

  test("stays in the range of constructs that cdktn supports", () => {
    const versions = new Set(combinationsFor("cdktn-zero-trust").map(({ constructs }) => constructs));
    expect([...versions].sort()).toEqual(["10.6.0", "10.7"]);
  });
});

describe("matrixTable", () => {
  const result = (failure?: Result["failure"]): Result => ({
    combination: BASE,
    versions: { node: "22.1.0", constructs: "10.7.2", typescript: "5.9.3" },
    failure,
  });

  test("has a row for each result, and the output of each failure", () => {
    const failed = result({ stage: "type check", output: "main.ts(1,1): error TS1: no\n" });
    expect(matrixTable("cdktf-zero-trust 1.0.0", [result(), failed]).split("\n")).toEqual([
      "### cdktf-zero-trust 1.0.0",
      "",
      "| Node | constructs | TypeScript | moduleResolution | install | type check | synthesis | command |",
      "| --- | --- | --- | --- | --- | --- | --- | --- |",
      "| 22.1.0 | 10.7.2 | 5.9.3 | nodenext | passes | passes | passes | passes |",
      "| 22.1.0 | 10.7.2 | 5.9.3 | nodenext | passes | **fails** | not run | not run |",
      "",
      "Row 2, type check:",
      "",
      "```",
      "main.ts(1,1): error TS1: no",
      "```",
      "",
    ]);
  });
});
