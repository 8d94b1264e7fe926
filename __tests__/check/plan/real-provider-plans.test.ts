import { PASSES, reportOf, verdictOf, verdictsOf } from "./plan-verdict";

/*
 * Plans that Terraform 1.11.4 made with version 5.22.0 of Cloudflare's provider, against the stand-in of the API.
 * `scripts/plan-fixtures.ts` contains most of their configurations.
 */
describe("check of a plan of the real provider", () => {
  test.each<[why: string, name: string, own: string, foreign: string]>([
    ["the configuration waits for the applications, and the records for the configuration", "created", PASSES, PASSES],
    [
      "a configuration with plain depends_on outlives the application",
      "depends-on",
      PASSES,
      "exposure-window@wiki.example.com",
    ],
    ["an application that only has another address protects the same host", "moved", PASSES, PASSES],
    ["a record that is imported leads to a host that was protected before", "import", PASSES, PASSES],
    [
      "with -target, only the application is deleted, and the rule and the record stay",
      "target",
      "public-host@wiki.example.com, not-understood@app",
      "public-host@wiki.example.com, not-understood@app",
    ],
    ["the configuration waits for the module that contains the applications", "classic-created", PASSES, PASSES],
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
    [
      "a rule with the audience of a module outlives the application, but the connector asks for its token",
      "modules-host-removed",
      PASSES,
      "layer-removed@b.example.com",
    ],
    ["the rules and the records of for_each wait for all applications", "for-each-host-added", PASSES, PASSES],
    [
      "with for_each, the record goes before the application, and the rule after it",
      "for-each-host-removed",
      PASSES,
      "exposure-window@b.example.com",
    ],
    [
      "with create_before_destroy, the rule goes before the application on which its whole block depends",
      "for-each-created-first",
      PASSES,
      PASSES,
    ],
    ["an application with its own policies is complete when it is created", "inline-policies", PASSES, PASSES],
    [
      "an application with its own policies gets one that bypasses Access",
      "inline-bypass",
      "public-host@a.example.com",
      "public-host@a.example.com",
    ],
    [
      "with count = 0, the record and the rule remain without an application",
      "count-zero",
      "public-host@a.example.com",
      "public-host@a.example.com",
    ],
    [
      "an application that depends on the record is created last",
      "application-last",
      "exposure-window@b.example.com",
      "exposure-window@b.example.com",
    ],
  ])("has the right verdict: %s", (_, name, own, foreign) => {
    expect(verdictsOf(`real-provider/${name}`)).toEqual([own, foreign]);
  });
});

describe("check of a plan of an example with the real provider", () => {
  test.each<[why: string, name: string, gains: number, loses: number]>([
    [
      "each host of argocd gets its application first, and the reasons of public hosts are declared",
      "argocd-created",
      7,
      0,
    ],
    ["the record and the rule of a removed host of argocd go before its application", "argocd-host-removed", 0, 1],
    ["each host of cloud-run gets its application first", "cloud-run-created", 2, 0],
    [
      "the record and the rule of a removed host of cloud-run go before its application",
      "cloud-run-host-removed",
      0,
      1,
    ],
    ["the routes of cluster-dns wait for the policies that guard them", "cluster-dns-created", 2, 0],
    ["the routes of a removed cluster go before the policies that guard them", "private-network-cluster-removed", 0, 4],
  ])("passes, because %s", (_, name, gains, loses) => {
    const reports = [false, true].map((each) => reportOf(`real-provider/${name}`, each));
    expect(reports.map(verdictOf)).toEqual([PASSES, PASSES]);
    for (const { accessChanges } of reports) {
      const counted = (change: string) => accessChanges.filter((each) => each.change === change).length;
      expect([counted("gains"), counted("loses")]).toEqual([gains, loses]);
    }
  });
});
