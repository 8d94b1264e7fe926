import { execFileSync } from "node:child_process";
import path from "node:path";

test("HostnamePattern loads the automata library only for the first comparison that requires it", () => {
  const program = `
    const { HostnamePattern } = require("./lib/gateway/hostname-pattern");
    const loaded = () => Object.keys(require.cache).some((file) => file.includes("node_modules/refa/"));
    const a = HostnamePattern.under("a.internal");
    a.findCommonName(HostnamePattern.under("b.internal"));
    const before = loaded();
    a.findCommonName(a);
    console.log(before, loaded());`;
  const root = path.join(__dirname, "../..");
  const output = execFileSync(process.execPath, ["--import", "tsx", "--eval", program], {
    cwd: root,
    encoding: "utf8",
  });
  expect(output.trim()).toBe("false true");
});
