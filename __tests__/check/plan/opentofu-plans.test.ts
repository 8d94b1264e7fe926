import { PASSES, reportOf, verdictsOf } from "./plan-verdict";

/*
 * Plans that OpenTofu 1.12.6 made with version 5.22.0 of Cloudflare's provider, against the stand-in of the API.
 * `scripts/plan-fixtures.ts` contains their configurations.
 */
describe("check of a plan of OpenTofu", () => {
  test.each<[why: string, name: string, own: string, foreign: string]>([
    ["the record and the rule of a removed host go before its application", "argocd-host-removed", PASSES, PASSES],
    [
      "the module of a host is deleted before the configuration that depends on it is updated",
      "classic-host-removed",
      PASSES,
      "exposure-window@wiki.example.com",
    ],
    [
      "a rule with the audience that a module returns waits for the application of the module",
      "modules-created",
      PASSES,
      PASSES,
    ],
    ["a moved application does not change", "moved", PASSES, PASSES],
    [
      "with -target, which the plan does not record, the rule stays without an application",
      "target",
      "public-host@b.example.com, not-understood@app",
      "public-host@b.example.com, not-understood@app",
    ],
  ])("has the right verdict: %s", (_, name, own, foreign) => {
    expect(verdictsOf(`opentofu/${name}`)).toEqual([own, foreign]);
  });

  test.each([
    ["opentofu", "OpenTofu"],
    ["real-provider", "Terraform"],
  ])("knows which product made a plan: %s", (directory, product) => {
    expect(reportOf(`${directory}/modules-created`, true).provenance).toMatchObject({ product });
  });

  test.each(["argocd-host-removed", "classic-host-removed", "modules-created"])(
    "equals the check of the plan of Terraform: %s",
    (name) => {
      const [opentofu, terraform] = ["opentofu", "real-provider"].map((directory) => {
        const { findings, accessChanges } = reportOf(`${directory}/${name}`, true);
        return { findings, accessChanges };
      });
      expect(opentofu).toEqual(terraform);
    },
  );
});
