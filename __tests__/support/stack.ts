import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { AnnotationMetadataEntryType, App, TerraformStack, Testing } from "cdktf";
import { IConstruct } from "constructs";
import { Account } from "../../lib/core/account";
import { isTerraformResource } from "../../lib/core/terraform/resources";
import { Errors } from "../../lib/core/validation-error";
import { IZone, Zone } from "../../lib/dns/zone";
import { synthesize } from "../../lib/testing/synthesize";

export const ACCOUNT: Account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example" };
/** The id of something that is only named by it. */
export const UUID = "11111111-2222-4333-8444-555555555555";
export const OTHER_ACCOUNT: Account = { accountId: "f".repeat(32), teamName: "other" };

/** A stack with the provider that every construct of ours needs. Stacks of one app share its `app`. */
export function stackWithProvider(id = "stack", app: App = Testing.app()): TerraformStack {
  const stack = new TerraformStack(app, id);
  new CloudflareProvider(stack, "cloudflare");
  return stack;
}

export function zoneIn(stack: TerraformStack, zoneName = "example.com"): IZone {
  return Zone.fromZoneAttributes(stack, zoneName, { zoneId: "fedcba9876543210fedcba9876543210", zoneName });
}

/** What `app.synth()` would write for the stack; throws on what `problems` would tell, warnings aside. */
export const synth: (stack: TerraformStack) => any = synthesize;

/** The synthesized body of the resource at a construct path within the stack; an L2 stands for its `Resource`. */
export function resourceAt(stack: TerraformStack, path: string): any {
  const construct = path.split("/").reduce<IConstruct>((node, id) => node.node.findChild(id), stack);
  const resource = construct.node.tryFindChild("Resource") ?? construct;
  if (!isTerraformResource(resource)) throw new Error(`${path} is no resource`);
  return synth(stack).resource[resource.terraformResourceType][resource.friendlyUniqueId];
}

/** What an app's synthesis would complain of in a stack, sorted: "path Code", and "path warning Code". Paths are within the stack. */
export function problems(stack: TerraformStack): string[] {
  return complaints(stack).map(({ path, message }) => `${path} ${codeOf(message)}`);
}

/** The same with the whole message: "path Code: what is wrong". */
export function messages(stack: TerraformStack): string[] {
  return complaints(stack).map(({ path, message }) => `${path} ${message}`);
}

interface Complaint {
  readonly path: string;
  readonly message: string;
}

function complaints(stack: TerraformStack): Complaint[] {
  Testing.synth(stack, false); // Runs the Aspects. The validations run after them and see their changes.
  const warnings = stack.node
    .findAll()
    .flatMap((construct) => annotations(construct).map((message) => ({ path: construct.node.path, message })));
  return [...validationMessages(stack), ...warnings]
    .map(({ path, message }) => ({ path: path.slice(stack.node.path.length + 1) || ".", message }))
    .sort((a, b) => order(`${a.path} ${a.message}`, `${b.path} ${b.message}`));
}

/** What the validations of a stack report. */
export function validationMessages(stack: TerraformStack): Complaint[] {
  return stack.node.findAll().flatMap((construct) => {
    try {
      return construct.node.validate().map((message) => ({ path: construct.node.path, message }));
    } catch (error) {
      if (!Errors.isValidationError(error)) throw error;
      return error.problems.map(({ path, code, message }) => ({ path, message: `${code}: ${message}` }));
    }
  });
}

function annotations({ node }: IConstruct): string[] {
  return node.metadata.flatMap(({ type, data }) => {
    if (type === AnnotationMetadataEntryType.ERROR) return [data];
    return type === AnnotationMetadataEntryType.WARN ? [`warning ${data}`] : [];
  });
}

/** "Code: message" and "warning Code: message" up to the colon; what has no code stays whole. */
function codeOf(message: string): string {
  return /^(?:warning )?[A-Z][A-Za-z]+(?=: )/.exec(message)?.[0] ?? message;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
