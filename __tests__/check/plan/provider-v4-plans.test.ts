import { PASSES, reportOf, verdictsOf } from "./plan-verdict";

/*
 * Plans that Terraform 1.11.4 made with version 4.52.8 of Cloudflare's provider. `scripts/plan-fixtures.ts` contains
 * the configurations. The state before "host-removed" was written by hand, with the dependencies that Terraform
 * records, because the stand-in has only the API of version 5.
 */
describe("check of a plan of version 4 of the provider", () => {
  test.each<[why: string, name: string, own: string, foreign: string]>([
    [
      "the records wait for the applications, but the dynamic rules do not",
      "created",
      PASSES,
      "exposure-window@a.example.com, exposure-window@b.example.com",
    ],
    [
      "the policy that allows can exist before the policy that denies",
      "denied-first",
      "exposure-window@a.example.com, exposure-window@b.example.com",
      "exposure-window@a.example.com, exposure-window@b.example.com",
    ],
    [
      "the record of a removed host goes before its application, but the dynamic rule can stay longer",
      "host-removed",
      PASSES,
      "exposure-window@b.example.com",
    ],
  ])("has the right verdict: %s", (_, name, own, foreign) => {
    expect(verdictsOf(`provider-v4/${name}`)).toEqual([own, foreign]);
  });

  test("reads the users of a policy that names its application", () => {
    const { accessChanges } = reportOf("provider-v4/created", false);
    expect(accessChanges.map(({ change, target, who }) => [change, target, who])).toEqual(
      ["a", "b"].map((name) => ["gains", `${name}.example.com`, "a user with an e-mail of example.com"]),
    );
  });
});
