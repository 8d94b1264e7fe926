import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { entryPoints, projectRoot, readPackage } from "../../scripts/entry-points";
import { Tarball, tarballProblems } from "../../scripts/release/tarball";
import { inScratch, removeScratch } from "../../scripts/scratch";
import { inConsumerProject, install, packProject } from "../support/consumer";

jest.setTimeout(180_000);

let tarball: Tarball;
beforeAll(() => {
  tarball = packProject();
});
afterAll(() => removeScratch(path.dirname(tarball.file)));

const manifest = readPackage(projectRoot);
const optionalPeers = Object.keys(manifest.peerDependenciesMeta);
const entries = entryPoints(projectRoot);

test("the package of a clean clone contains what it must, nothing else, and is within the size budget", () => {
  expect(tarballProblems(tarball)).toEqual([]);
});

describe("the command", () => {
  const run = (script: string) => spawnSync(process.execPath, [script, "--version"], { encoding: "utf8" });

  test("of an installed package runs", () => {
    inScratch((folder) => {
      install(tarball, folder, []);
      const { status, stdout } = run(path.join(folder, "node_modules", manifest.name, manifest.bin[manifest.name]));
      expect([status, stdout]).toEqual([0, `${manifest.version}\n`]);
    });
  });

  test("names the commands to run when lib/ is not compiled, and exits with code 2", () => {
    inScratch((folder) => {
      cpSync(path.join(projectRoot, "bin"), path.join(folder, "bin"), { recursive: true });
      const { status, stdout, stderr } = run(path.join(folder, "bin/cdktf-zero-trust.js"));
      expect([status, stdout]).toEqual([2, ""]);
      expect(stderr).toContain("npm run compile");
      expect(stderr).toContain("npm run cli --");
    });
  });
});

test("the index loads with the required peers only, without the dependencies of the command and the rehearsal", () => {
  const program = [
    `console.log(typeof require(${JSON.stringify(manifest.name)}).Tunnel);`,
    "const loaded = Object.keys(require.cache).join();",
    `console.log(["@grpc", "protobufjs", "@msgpack", "commander"].filter((name) => loaded.includes(name)).join());`,
  ];
  expect(inConsumerProject(tarball, { program: program.join("\n") })).toBe("function\n\n");
});

test("an entry point fails with the name of the optional peer that is not installed", () => {
  const program = `import { KubernetesConnector } from "cdktf-zero-trust/lib/kubernetes";\nconsole.log(KubernetesConnector);`;
  expect(() => inConsumerProject(tarball, { program })).toThrow("@cdktf/provider-kubernetes");
});

describe("the CoreDNS entry point", () => {
  const program = readFileSync(path.join(__dirname, "fixtures/cluster-dns.ts"), "utf8");
  const kubernetes = "@cdktf/provider-kubernetes";

  test("synthesizes without the peers of clouds and fails with the name of the peer that an exposure requires", () => {
    const [addresses, aws, google] = inConsumerProject(tarball, { peers: [kubernetes], program })
      .trim()
      .split("\n");
    expect(addresses).toBe("10.10.0.10 10.100.0.53");
    expect(aws).toMatch(/PeerMissing: .* npm install @cdktf\/provider-aws\b/);
    expect(google).toMatch(/PeerMissing: .* npm install @cdktf\/provider-google\b/);
  });

  test("loads the peers of clouds if they are installed", () => {
    const peers = [kubernetes, "@cdktf/provider-aws", "@cdktf/provider-google"];
    expect(inConsumerProject(tarball, { peers, program }).trim().split("\n").slice(1)).toEqual(["made", "made"]);
  });
});

describe.each(["Node10", "NodeNext", "Bundler"] as const)("module resolution %s", (moduleResolution) => {
  test("every entry point compiles with libraries checked, and loads", () => {
    const peers = optionalPeers.filter((name) => existsSync(path.join(projectRoot, "node_modules", name)));
    const lines = entries.map(({ specifier }, i) => [
      `import * as entry${i} from "${specifier}";`,
      `if (Object.keys(entry${i}).length === 0) throw new Error("${specifier} exports nothing");`,
    ]);
    const program = [...lines.map(([first]) => first), ...lines.map(([, second]) => second), 'console.log("loaded");'];
    expect(inConsumerProject(tarball, { peers, moduleResolution, program: program.join("\n") })).toBe("loaded\n");
  });
});

test("a program without Kubernetes compiles and synthesizes with the required peers only", () => {
  const program = readFileSync(path.join(__dirname, "fixtures/publish-without-kubernetes.ts"), "utf8");
  expect(inConsumerProject(tarball, { program }).trim()).toBe("true");
});

test("a program that publishes hosts compiles and synthesizes", () => {
  const program = readFileSync(path.join(__dirname, "fixtures/publish.ts"), "utf8");
  const printed = inConsumerProject(tarball, { peers: ["@cdktf/provider-kubernetes"], program });
  expect(printed.trim().split("\n")).toEqual([
    "*.apps.example.com",
    "argocd-hooks.example.com",
    "argocd.example.com",
    "db.example.com",
    "status.example.com",
  ]);
});

test("a program that reaches clusters by name compiles and synthesizes", () => {
  const program = readFileSync(path.join(__dirname, "fixtures/reach.ts"), "utf8");
  const printed = inConsumerProject(tarball, { peers: ["@cdktf/provider-kubernetes"], program });
  expect(printed.trim().split("\n")).toEqual([
    "true b.a.internal",
    "10.10.0.10,10.10.32.10 dev.k8s.example.internal",
    "nothing is broken",
    "10.10.0.0/16,10.20.0.0/16,10.50.0.0/16",
  ]);
});

const googlePeer = ["@cdktf/provider-google"];

test("a program for Cloud Run compiles and synthesizes with the google peer only", () => {
  const program = readFileSync(path.join(__dirname, "fixtures/cloud-run.ts"), "utf8");
  expect(inConsumerProject(tarball, { peers: googlePeer, program })).toBe("admin.example.com\n");
});
