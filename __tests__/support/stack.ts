import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { AnnotationMetadataEntryType, TerraformStack, Testing } from "cdktf";
import { IConstruct } from "constructs";
import { Account } from "../../lib/core/account";
import { Errors } from "../../lib/core/public-errors";
import { isTerraformResource } from "../../lib/core/terraform/resources";
import { IZone, Zone } from "../../lib/dns/zone";
import { synthesize } from "../../lib/testing/synthesize";

export const ACCOUNT: Account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example" };
/** The id of an imported object. */
export const UUID = "11111111-2222-4333-8444-555555555555";
export const OTHER_ACCOUNT: Account = { accountId: "f".repeat(32), teamName: "other" };

/** The context of an app whose Terraform has write-only arguments. Only CDK Terrain reads it. */
export const TARGET_VERSIONS = { targetVersions: { terraform: ">=1.11.0", opentofu: ">=1.11.0" } };

/** A stack with the Cloudflare provider. Pass `app` to create several stacks of one app. */
export function stackWithProvider(id = "stack", app = Testing.app({ context: TARGET_VERSIONS })): TerraformStack {
  const stack = new TerraformStack(app, id);
  new CloudflareProvider(stack, "cloudflare");
  return stack;
}

/** A zone with a certificate for the hosts one label below "apps". */
export function zoneIn(stack: TerraformStack, zoneName = "example.com"): IZone {
  return Zone.fromZoneAttributes(stack, zoneName, {
    zoneId: "fedcba9876543210fedcba9876543210",
    zoneName,
    certificateHosts: [`*.apps.${zoneName}`],
  });
}

/** The synthesized JSON of the stack. It throws for every problem that `problems` returns, except warnings. */
export const synth: (stack: TerraformStack) => any = synthesize;

/**
 * The synthesized body of a resource, by its construct path within the stack. The path of an L2 means its `Resource`.
 */
export function resourceAt(stack: TerraformStack, path: string): any {
  const construct = path.split("/").reduce<IConstruct>((node, id) => node.node.findChild(id), stack);
  const { node } = construct;
  const resource =
    node.tryFindChild("Resource") ??
    node.children.find((child) => child.node.id.startsWith("OpenResource")) ??
    construct;
  if (!isTerraformResource(resource)) throw new Error(`${path} is not a resource`);
  return synth(stack).resource[resource.terraformResourceType][resource.friendlyUniqueId];
}

/** The problems and warnings of a stack, sorted: "path Code" and "path warning Code". Paths are within the stack. */
export function problems(stack: TerraformStack): string[] {
  return complaints(stack).map(({ path, message }) => `${path} ${codeOf(message)}`);
}

/** The problems and warnings of a stack with their messages, sorted: "path Code: message". */
export function messages(stack: TerraformStack): string[] {
  return complaints(stack).map(({ path, message }) => `${path} ${message}`);
}

interface Complaint {
  readonly path: string;
  readonly message: string;
}

function complaints(stack: TerraformStack): Complaint[] {
  Testing.synth(stack, false); // Runs the Aspects. The validations run after them and see their changes.
  const failed = validationMessages(stack); // Validations can warn as well.
  const warnings = stack.node
    .findAll()
    .flatMap((construct) => annotations(construct).map((message) => ({ path: construct.node.path, message })));
  return [...failed, ...warnings]
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

/** The part of "Code: message" or "warning Code: message" before the colon. A message without a code is unchanged. */
function codeOf(message: string): string {
  return /^(?:warning )?[A-Z][A-Za-z]+(?=: )/.exec(message)?.[0] ?? message;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
