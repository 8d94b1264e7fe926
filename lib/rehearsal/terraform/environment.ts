import { blocks, isValues, text, Values } from "../../inventory/terraform/values";
import { bodiesOf, entriesOf } from "../plugin-protocol/references";

/** @internal How Terraform reaches the provider. */
export interface Attachment {
  readonly socket: string;
  /** Terraform kills this process if it cannot connect, and gives up when it is gone. */
  readonly pid: number;
}

/** @internal What of the user's environment Terraform may see: nothing that changes what it does. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("TF_"));
  return { ...Object.fromEntries(kept), CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
}

/** @internal The environment in which Terraform finds one provider behind every source of these stacks. */
export function environment(stacks: Values[], cliConfigFile: string, { socket, pid }: Attachment): NodeJS.ProcessEnv {
  const address = {
    Protocol: "grpc",
    ProtocolVersion: 6,
    Pid: pid,
    Test: true,
    Addr: { Network: "unix", String: socket },
  };
  const sources = new Set(stacks.flatMap(providerSources));
  return {
    ...plainEnvironment(),
    ...Object.fromEntries(stacks.flatMap(requiredVariables)),
    TF_CLI_CONFIG_FILE: cliConfigFile,
    TF_REATTACH_PROVIDERS: JSON.stringify(Object.fromEntries([...sources].map((source) => [source, address]))),
  };
}

/** The sources that a stack names, and those that Terraform derives from the types where it names none. */
function providerSources({ terraform, provider, resource, data, ephemeral }: Values): string[] {
  const required = blocks(terraform).flatMap((each) => entriesOf(each.required_providers));
  const named = new Map(required.map(([name, said]) => [name, isValues(said) ? text(said.source) : undefined]));
  const used = [
    ...entriesOf(provider).map(([name]) => name),
    ...[resource, data, ephemeral].flatMap(bodiesOf).map(([type]) => type.split("_")[0]),
  ];
  return [...new Set([...named.keys(), ...used])]
    .filter((name) => name !== "terraform")
    .map((name) => named.get(name) ?? `hashicorp/${name}`);
}

/** Variables that the user would have to give a value; what the stack's own files say goes first. */
function requiredVariables({ variable }: Values): [string, string][] {
  return entriesOf(variable).flatMap(([name, declarations]) =>
    blocks(declarations)
      .filter((each) => each.default === undefined)
      .map((each): [string, string] => [`TF_VAR_${name}`, placeholder(name, text(each.type) ?? "string")]),
  );
}

function placeholder(name: string, type: string): string {
  if (/^(list|set|tuple)/.test(type)) return "[]";
  if (/^(map|object)/.test(type)) return "{}";
  if (type === "number") return "1";
  return type === "bool" ? "true" : name;
}
