import { differences } from "../../scripts/consumers/difference";

const stack = (version: string, source: string, name = "a", more: object = {}) => ({
  "//": { metadata: { stackName: "x", version } },
  resource: { t: { r: { name, list: [1, { b: 2 }] } } },
  terraform: { backend: { local: { path: "p" } }, required_providers: { google: { version, source, ...more } } },
});

const compare = (a: object, b: object) => differences({ "x/cdk.tf.json": a }, { "x/cdk.tf.json": b });

describe("differences()", () => {
  test("ignores versions, and the host of a provider's source", () => {
    expect(compare(stack("1", "google"), stack("2", "hashicorp/google"))).toEqual([]);
  });

  test("reports another value with its path", () => {
    expect(compare(stack("1", "google"), stack("1", "google", "b"))).toEqual([
      'x/cdk.tf.json resource t r name: "b" in place of "a"',
    ]);
  });

  test.each([
    ["another provider", stack("1", "other/google")],
    ["another argument of a provider", stack("1", "google", "a", { configuration_aliases: [] })],
    ["a missing resource", { ...stack("1", "google"), resource: {} }],
    ["another backend", { ...stack("1", "google"), terraform: {} }],
    ["another comment", { ...stack("1", "google"), "//": { metadata: { stackName: "y" } } }],
    [
      "an object in place of a list",
      { ...stack("1", "google"), resource: { t: { r: { name: "a", list: { 0: 1 } } } } },
    ],
  ])("reports %s", (_, other) => {
    expect(compare(stack("1", "google"), other)).toHaveLength(1);
  });

  test("reports a stack that only one of them has", () => {
    expect(differences({ a: stack("1", "google") }, {})).toHaveLength(1);
    expect(differences({}, { a: stack("1", "google") })).toHaveLength(1);
  });
});
