import { readFileSync } from "node:fs";
import path from "node:path";
import { summary } from "../../lib/cli/summary";
import { readStacks } from "../../lib/inventory";
import { renderTrace, traceName } from "../../lib/trace";
import { withoutSettings } from "../support/settings";

withoutSettings();

const readme = readFileSync(path.join(__dirname, "../../README.md"), "utf8");

// The app as users run it, in a folder of its own.
beforeAll(() => jest.requireActual("../../main"));

test("the README shows what `npm run synth` prints", () => {
  const { text } = summary("cdktf.out", {});
  const publish = text.slice(text.indexOf("Stack publish"), text.indexOf("\n\nNext\n"));
  expect(publish).toContain("argocd.example.com");
  expect(readme).toContain(`\`\`\`\n${publish}\n\`\`\`\n`);
});

test("the README shows what `cdktf-zero-trust trace` prints", () => {
  const trace = (fqdn: string) => traceName(readStacks("cdktf.out"), { fqdn, person: { groups: ["engineers"] } });
  expect(readme).toContain(renderTrace(trace("web.shop.svc.prod.k8s.example.internal")));
  expect(trace("web.shop.svc.dev.k8s.example.internal").outcome).toBe("connects");
});
