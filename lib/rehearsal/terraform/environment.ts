import { variablesInEnvironment } from "./variables";
import { blocks, isValues, text, Values } from "../../core/terraform/values";
import { bodiesOf, entriesOf } from "../plugin-protocol/references";

/** @internal The running provider that Terraform attaches to. */
export interface Attachment {
  /** The path of the Unix socket. */
  readonly socket: string;
  /** Terraform kills this process if it cannot connect, and stops if the process does not exist. */
  readonly pid: number;
}

/** @internal The environment of the user without variables that change the behavior of Terraform. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("TF_"));
  return { ...Object.fromEntries(kept), CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
}

/** @internal The environment in which Terraform uses one provider for every provider source of these stacks. */
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
    ...Object.fromEntries(variablesInEnvironment()),
    TF_CLI_CONFIG_FILE: cliConfigFile,
    TF_REATTACH_PROVIDERS: JSON.stringify(Object.fromEntries([...sources].map((source) => [source, address]))),
  };
}

/** @internal The sources that a stack requires. Without `required_providers`, Terraform derives them from the types. */
export function providerSources({ terraform, provider, resource, data, ephemeral }: Values): string[] {
  const required = blocks(terraform).flatMap((each) => entriesOf(each.required_providers));
  const named = new Map(required.map(([name, value]) => [name, isValues(value) ? text(value.source) : undefined]));
  const used = [
    ...entriesOf(provider).map(([name]) => name),
    ...[resource, data, ephemeral].flatMap(bodiesOf).map(([type]) => type.split("_")[0]),
  ];
  return [...new Set([...named.keys(), ...used])]
    .filter((name) => name !== "terraform")
    .map((name) => named.get(name) ?? `hashicorp/${name}`);
}
