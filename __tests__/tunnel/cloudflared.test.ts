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
])("validateImage accepts %s", (image) => {
  expect(validateImage(image)).toEqual([]);
});

test.each([
  ["cloudflare/cloudflared:2026.8.0", "bypass Access"],
  ["cloudflare/cloudflared:2026.8.1", "bypass Access"],
  ["cloudflare/cloudflared:2026.8.1-arm64", "bypass Access"],
  [`registry.example/cloudflared:2026.8.0${DIGEST}`, "bypass Access"],
  ["cloudflare/cloudflared", "no tag"],
  ["registry.example:5000/cloudflared", "no tag"],
  ["cloudflare/cloudflared:latest", 'the tag "latest"'],
  ["cloudflare/cloudflared:", "not a valid image reference"],
  ["cloudflare/cloudflared@sha256:abc", "not a valid image reference"],
  ["Cloudflare cloudflared:1", "not a valid image reference"],
  ["", "not a valid image reference"],
])("validateImage refuses %j", (image, why) => {
  const [problem, ...more] = validateImage(image);
  expect(more).toEqual([]);
  expect(problem.code).toBe("ConnectorImageRefused");
  expect(problem.message).toContain(`image: "${image}" `);
  expect(problem.message).toContain(why);
  expect(problem.message).toContain(DEFAULT_IMAGE);
});

test("validateImage does not check a token", () => {
  expect(validateImage(new TerraformVariable(stackWithProvider(), "image", {}).stringValue)).toEqual([]);
});
