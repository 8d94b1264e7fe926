import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./entry-points";
import { argocd, cloudRun, clusterDns, privateNetwork } from "../__tests__/check/examples";
import { classic, CLASSIC_SHAPES } from "../__tests__/check/plan/classic";
import { APPLICATION, CONFIG, RECORD } from "../__tests__/check/plan/fixture";
import {
  counted,
  flat,
  FlatOptions,
  inModules,
  renamed,
  repeated,
  versionFour,
} from "../__tests__/check/plan/hand-written";
import { Configuration, plannedByTerraform } from "../__tests__/check/plan/real-plan";
import type { Values } from "../lib/core/terraform/values";
import type { Step } from "../lib/rehearsal";

const DIRECTORY = path.join(projectRoot, "__tests__/check/plan/fixtures");
const GUESTS = { users: ["ann@partner.example"] };
const [TWO, ONE] = [["a", "b"], ["a"]];
const CREATED_FIRST = "lifecycle { create_before_destroy = true }";
const applicationLast = { applications: (name: string) => ({ depends_on: [`${RECORD}.${name}`] }) };

/** Applications with their own policies. The configuration waits for the applications, and the records for both. */
const inline = (...policies: Values[]): FlatOptions => ({
  applications: () => ({ policies }),
  configuration: (names) => ({ depends_on: names.map((name) => `${APPLICATION}.${name}`) }),
  records: (name) => ({ depends_on: [`${APPLICATION}.${name}`, `${CONFIG}.t`] }),
});
const STAFF = {
  name: "staff",
  decision: "allow",
  precedence: 2,
  include: [{ email_domain: { domain: "example.com" } }],
};
const BYPASS = { name: "all", decision: "bypass", precedence: 1, include: [{ everyone: {} }] };

const example = ({ stacks: [{ terraform }] }: Step): Configuration => ({ root: terraform });

type Fixtures = Readonly<Record<string, () => Configuration[]>>;

/** The configurations of each plan of version 5 of the provider. All except for the last one are applied before. */
const VERSION_FIVE: Fixtures = {
  "argocd-created": () => [example(argocd({}))],
  "argocd-host-removed": () => [argocd(GUESTS), argocd({})].map(example),
  "cloud-run-created": () => [example(cloudRun({}))],
  "cloud-run-host-removed": () => [cloudRun(GUESTS), cloudRun({})].map(example),
  "cluster-dns-created": () => [example(clusterDns())],
  "private-network-cluster-removed": () => [privateNetwork(2), privateNetwork(1)].map(example),
  "classic-created": () => [classic(["docs", "wiki"])],
  "classic-host-removed": () => [classic(["docs", "wiki"]), classic(["docs"])],
  "modules-created": () => [inModules(TWO)].map(sourced),
  "modules-host-removed": () => [inModules(TWO), inModules(ONE)].map(sourced),
  "for-each-host-added": () => [repeated(ONE), repeated(TWO)].map(sourced),
  "for-each-host-removed": () => [repeated(TWO), repeated(ONE)].map(sourced),
  "for-each-created-first": () => [repeated(TWO, CREATED_FIRST), repeated(ONE, CREATED_FIRST)].map(sourced),
  "inline-policies": () => [flat(ONE, inline(STAFF)), flat(TWO, inline(STAFF))].map(sourced),
  "inline-bypass": () => [flat(ONE, inline(STAFF)), flat(ONE, inline(STAFF, BYPASS))].map(sourced),
  "count-zero": () => [counted(1), counted(0)].map(sourced),
  "application-last": () => [flat(ONE), flat(TWO, applicationLast)].map(sourced),
};

/** The same with OpenTofu, which `TERRAFORM_BINARY_NAME` selects. */
const OPENTOFU: Fixtures = {
  "argocd-host-removed": VERSION_FIVE["argocd-host-removed"],
  "classic-host-removed": VERSION_FIVE["classic-host-removed"],
  "modules-created": VERSION_FIVE["modules-created"],
  moved: () => [renamed("a"), renamed("b", "a")].map(sourced),
  target: VERSION_FIVE["for-each-host-removed"],
};
const ARGUMENTS: Readonly<Record<string, string[]>> = { target: [`-target=${APPLICATION}.each["b"]`] };

/** Plans of version 4 of the provider that create everything, because the stand-in has only the API of version 5. */
const VERSION_FOUR: Fixtures = {
  created: () => [versionFour(TWO)].map(sourced),
  "denied-first": () => [versionFour(TWO, { isDenied: true })].map(sourced),
};

const FIXTURES: Readonly<Record<string, Fixtures>> = {
  "real-provider": VERSION_FIVE,
  "provider-v4": VERSION_FOUR,
  opentofu: OPENTOFU,
};

/** Names the source of the provider, without which Terraform uses one of HashiCorp's name. */
function sourced({ root, modules = {}, ...rest }: Configuration): Configuration {
  const terraform = { required_providers: { cloudflare: { source: "cloudflare/cloudflare" } } };
  const withSource = (module: Values): Values => ({ terraform, ...module });
  return {
    ...rest,
    root: withSource(root),
    modules: Object.fromEntries(Object.entries(modules).map(([name, module]) => [name, withSource(module)])),
  };
}

/** Writes the plans of one directory of fixtures, or those of the given names. */
async function main([directory, cloudflareProvider, ...names]: string[]): Promise<void> {
  const fixtures = FIXTURES[directory];
  mkdirSync(path.join(DIRECTORY, directory), { recursive: true });
  for (const name of names.length > 0 ? names : Object.keys(fixtures)) {
    const options = { shapes: CLASSIC_SHAPES, arguments: ARGUMENTS[name], cloudflareProvider };
    const { json, graph } = await plannedByTerraform(fixtures[name](), options);
    writeFileSync(path.join(DIRECTORY, directory, `${name}.json`), json);
    writeFileSync(path.join(DIRECTORY, directory, `${name}.dot`), graph);
    console.error(`${directory}/${name}: ${json.length} bytes`);
  }
}

void main(process.argv.slice(2));
