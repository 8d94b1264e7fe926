import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../../scripts/entry-points";
import { effectsOf, readBaseline } from "../../scripts/release/baseline";
import { undeclared, UpgradeEffect, upgradeEffects } from "../../scripts/release/upgrade";
import { inScratch } from "../../scripts/scratch";
import { withoutSettings } from "../support/settings";

withoutSettings();

const baseline = readBaseline(projectRoot);

describe("an upgrade from the last release", () => {
  // If an effect is intended, name its subject in a **Breaking:** entry of CHANGELOG.md. As long as the version of the
  // baseline is not published, `npm run release:baseline` writes the baseline again.
  test.each(baseline.examples)("replaces nothing and changes no access in the unchanged example %s", (example) => {
    expect(effectsOf(projectRoot, baseline, example)).toEqual([]);
  });

  test("is tested with examples of each kind", () => {
    expect(baseline.examples).toEqual(["argocd", "cloud-run", "cluster-dns", "multi-cluster"]);
  });
});

/** The effects of replacing a text in the synthesized JSON of an example. */
function effectsOfEdit(example: string, stack: string, from: RegExp, to: string): UpgradeEffect[] {
  const before = path.join(baseline.folder, example, "synthesized");
  return inScratch((after) => {
    cpSync(before, after, { recursive: true });
    const file = path.join(after, "stacks", stack, "cdk.tf.json");
    const text = readFileSync(file, "utf8");
    expect(text).toMatch(from);
    writeFileSync(file, text.replace(from, to));
    return upgradeEffects(before, after);
  });
}

describe("upgradeEffects", () => {
  test("reports the object of a construct with another path, by its former path", () => {
    expect(effectsOfEdit("argocd", "argocd", /\beks-dev_Config_/g, "eks-dev_Configuration_")).toContainEqual({
      subject: "argocd/eks-dev/Config",
      text: expect.stringMatching(
        /^cloudflare_zero_trust_tunnel_cloudflared_config\.eks-dev_Config_\w+ is (deleted|replaced)$/,
      ),
    });
  });

  test("reports an object that is replaced because of an argument, in a stack of several", () => {
    const renamed = effectsOfEdit(
      "multi-cluster",
      "dns-dev",
      /"name":"(\w[\w-]*)","namespace":/,
      '"name":"x","namespace":',
    );
    expect(renamed).toContainEqual({
      subject: expect.stringMatching(/^dns-dev\//),
      text: expect.stringMatching(/^dns-dev\/kubernetes_\w+\.\S+ is replaced$/),
    });
  });

  test("reports users who gain and lose access", () => {
    const effects = effectsOfEdit("argocd", "argocd", /"domain":"example\.com"\}/g, '"domain":"example.org"}');
    const texts = effects.filter(({ subject }) => subject === "argocd.example.com").map(({ text }) => text);
    expect(texts).toContainEqual(expect.stringMatching(/gains access to argocd\.example\.com/));
    expect(texts).toContainEqual(expect.stringMatching(/loses access to argocd\.example\.com/));
  });

  test("reports nothing for an update in place that changes no access", () => {
    expect(effectsOfEdit("argocd", "argocd", /"replicas":"?\d"?/, '"replicas":"3"')).toEqual([]);
  });
});

test.each([
  ["argocd/eks-dev/Config", ["Config"], true],
  ["argocd/eks-dev/Config", ["eks-dev/Config"], true],
  ["argocd/eks-dev/Config", ["*/Config"], true],
  ["argocd/eks-dev/Config", ["Tunnel", "eks-dev"], false],
  ["argocd/eks-dev/Config", ["fig"], false],
  ["argocd/eks-dev/Config", ["a/*/eks-dev/Config"], false],
  ["argocd.example.com", ["argocd.example.com"], true],
  ["argocd.example.com", ["example.com"], false],
  ["argocd.example.com", [], false],
])("an effect on %s is declared by the names %j: %s", (subject, names, expected) => {
  expect(undeclared([{ subject, text: "is replaced" }], names)).toHaveLength(expected ? 0 : 1);
});
