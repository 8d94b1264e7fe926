import { writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./entry-points";
import { argocd, cloudRun, clusterDns, privateNetwork } from "../__tests__/check/examples";
import { APPLICATION, RECORD } from "../__tests__/check/plan/fixture";
import { counted, flat, inModules, repeated } from "../__tests__/check/plan/hand-written";
import { Configuration, plannedByTerraform } from "../__tests__/check/plan/real-plan";
import type { Values } from "../lib/core/terraform/values";
import type { Step } from "../lib/rehearsal";

const DIRECTORY = path.join(projectRoot, "__tests__/check/plan/fixtures/real-provider");
const GUESTS = { users: ["ann@partner.example"] };
const [TWO, ONE] = [["a", "b"], ["a"]];
const applicationLast = { applications: (name: string) => ({ depends_on: [`${RECORD}.${name}`] }) };

const example = ({ stacks: [{ terraform }] }: Step): Configuration => ({ root: terraform });

/** The configurations of each plan. All except for the last one are applied before. */
const FIXTURES: { readonly [name: string]: () => Configuration[] } = {
  "argocd-created": () => [example(argocd({}))],
  "argocd-host-removed": () => [argocd(GUESTS), argocd({})].map(example),
  "cloud-run-created": () => [example(cloudRun({}))],
  "cloud-run-host-removed": () => [cloudRun(GUESTS), cloudRun({})].map(example),
  "cluster-dns-created": () => [example(clusterDns())],
  "private-network-cluster-removed": () => [privateNetwork(2), privateNetwork(1)].map(example),
  "modules-created": () => [inModules(TWO)].map(sourced),
  "modules-host-removed": () => [inModules(TWO), inModules(ONE)].map(sourced),
  "for-each-host-added": () => [repeated(ONE), repeated(TWO)].map(sourced),
  "for-each-host-removed": () => [repeated(TWO), repeated(ONE)].map(sourced),
  "count-zero": () => [counted(1), counted(0)].map(sourced),
  "application-last": () => [flat(ONE), flat(TWO, applicationLast)].map(sourced),
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

/** Writes the plans of the named fixtures, or of all. The first argument is the provider's executable file. */
async function main([cloudflareProvider, ...names]: string[]): Promise<void> {
  for (const name of names.length > 0 ? names : Object.keys(FIXTURES)) {
    const { json, graph } = await plannedByTerraform(FIXTURES[name](), { cloudflareProvider });
    writeFileSync(path.join(DIRECTORY, `${name}.json`), json);
    writeFileSync(path.join(DIRECTORY, `${name}.dot`), graph);
    console.error(`${name}: ${json.length} bytes`);
  }
}

void main(process.argv.slice(2));
