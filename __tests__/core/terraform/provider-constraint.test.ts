import { isAtLeast, permitsFrom, sameMajorFrom } from "../../../lib/core/terraform/provider-constraint";

test.each([
  ["5.17.0", true],
  ["5.17.1", true],
  ["5.100.0", true],
  ["6.0.0", true],
  ["5.16.9", false],
  ["5.9.0", false],
  ["4.99.0", false],
])("%s is 5.17.0 or newer: %s", (version, expected) => {
  expect(isAtLeast(version, "5.17.0")).toBe(expected);
});

test("the constraint from a version on ends before the next major version", () => {
  expect(sameMajorFrom("7.28.0")).toBe(">= 7.28.0, < 8.0.0");
});

test.each([
  ["5.17.0", true],
  ["= 5.16.9", false],
  ["v5.22.0", true],
  ["~> 5.0", true],
  ["~> 5", true],
  ["~> 5.16.0", false],
  ["~> 5.17.0", true],
  ["~> 4.9", false],
  ["< 5.17.0", false],
  ["< 5.17.1", true],
  ["<= 5.17.0", true],
  ["<=5.16.4", false],
  [">= 5.14.0", true],
  ["> 5.14.0, < 5.17.0", false],
  [">= 5.14.0, != 5.17.0", true],
  [">= 5.14.0, ~> 5.20", true],
  ["not a version", true],
])('the constraint "%s" permits a version from 5.17.0 on: %s', (constraint, expected) => {
  expect(permitsFrom(constraint, "5.17.0")).toBe(expected);
});
