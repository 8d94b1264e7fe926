import { TerraformVariable } from "cdktf";
import { DEFAULT_IMAGE, validateImage } from "../../lib/tunnel/cloudflared";
import { stackWithProvider } from "../support/stack";

const DIGEST = `@sha256:${"0123456789abcdef".repeat(4)}`;

test.each([
  DEFAULT_IMAGE,
  "cloudflare/cloudflared:2026.9.0",
  "cloudflare/cloudflared:2026.8.10",
  "cloudflare/cloudflared:2025.8.0",
  `cloudflare/cloudflared${DIGEST}`,
  `cloudflare/cloudflared:2026.8.2${DIGEST}`,
  `cloudflare/cloudflared:latest${DIGEST}`,
  "registry.example:5000/mirror/cloudflare/cloudflared:2026.8.2-amd64",
])("takes %s", (image) => {
  expect(validateImage(image)).toEqual([]);
});

test.each([
  ["cloudflare/cloudflared:2026.8.0", "walk around Access"],
  ["cloudflare/cloudflared:2026.8.1", "walk around Access"],
  ["cloudflare/cloudflared:2026.8.1-arm64", "walk around Access"],
  [`registry.example/cloudflared:2026.8.0${DIGEST}`, "walk around Access"],
  ["cloudflare/cloudflared", "no tag"],
  ["registry.example:5000/cloudflared", "no tag"],
  ["cloudflare/cloudflared:latest", '"latest" is another image'],
  ["cloudflare/cloudflared:", "no image reference"],
  ["cloudflare/cloudflared@sha256:abc", "no image reference"],
  ["Cloudflare cloudflared:1", "no image reference"],
  ["", "no image reference"],
])("refuses %s", (image, why) => {
  const [problem, ...more] = validateImage(image);
  expect(more).toEqual([]);
  expect(problem.code).toBe("ConnectorImageRefused");
  expect(problem.message).toContain(`image is "${image}"; `);
  expect(problem.message).toContain(why);
  expect(problem.message).toContain(DEFAULT_IMAGE);
});

test("does not judge a token", () => {
  expect(validateImage(new TerraformVariable(stackWithProvider(), "image", {}).stringValue)).toEqual([]);
});
