import { readFileSync } from "node:fs";
import path from "node:path";
import { permissions } from "../../lib/cli/permissions";
import { summary } from "../../lib/cli/summary";
import { readStacks } from "../../lib/inventory";
import { renderTrace, traceName } from "../../lib/trace";
import { withoutSettings } from "../support/settings";

withoutSettings();

const readme = readFileSync(path.join(__dirname, "../../README.md"), "utf8");

// Synthesizes the app in a directory of its own, as users do.
beforeAll(() => jest.requireActual("../../main"));

test("README.md quotes the output of `npm run synth`", () => {
  const { text } = summary("cdktf.out", {});
  const publish = text.slice(text.indexOf("Stack publish"), text.indexOf("\n\nNext\n"));
  expect(publish).toContain("argocd.example.com");
  expect(readme).toContain(`\`\`\`\n${publish}\n\`\`\`\n`);
});

test("README.md quotes the output of `cdktf-zero-trust trace`", () => {
  const trace = (fqdn: string) => traceName(readStacks("cdktf.out"), { fqdn, person: { groups: ["engineers"] } });
  expect(readme).toContain(renderTrace(trace("web.shop.svc.prod.k8s.example.internal")));
  expect(trace("web.shop.svc.dev.k8s.example.internal").outcome).toBe("connects");
});

test("docs/permissions.md quotes the output of `cdktf-zero-trust permissions`", () => {
  const page = readFileSync(path.join(__dirname, "../../docs/permissions.md"), "utf8");
  const { text } = permissions("cdktf.out", {});
  const publish = text.slice(text.indexOf("Stack publish"), text.indexOf("\n\nStack cluster-dns"));
  expect(publish).toContain("DNS Write");
  expect(page).toContain(`\`\`\`\n${publish}\n\`\`\`\n`);
});
