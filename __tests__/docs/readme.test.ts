import { readFileSync } from "node:fs";
import path from "node:path";
import { Testing } from "cdktf";
import { render } from "../../lib/cli/render";
import { inventory } from "../../lib/inventory";
import { PublishStack } from "../../stacks/publish-stack";
import { withoutSettings } from "../support/settings";
import { synthesize } from "cdktf-zero-trust/lib/testing";

withoutSettings();

const readme = readFileSync(path.join(__dirname, "../../README.md"), "utf8");

test("the README shows what `npm run synth` prints", () => {
  const terraform = synthesize(new PublishStack(Testing.app(), "publish"));
  const summary = inventory({ name: "publish", terraform });
  const stack = {
    name: "publish",
    directory: "cdktf.out/stacks/publish",
    warnings: [],
    dependencies: [],
    fromManifest: true,
  };
  expect(readme).toContain(render([{ ...stack, inventory: summary }]));
});
