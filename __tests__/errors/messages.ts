import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { AnnotationMetadataEntryType, Testing, TerraformStack } from "cdktf";
import { Errors } from "../../lib/core/public-errors";
import { TARGET_VERSIONS, validationMessages } from "../support/stack";

/** The messages of a stack, warnings included, as users read them: "[path] Code: message". */
export function messagesOf(build: (stack: TerraformStack) => void, context: object = TARGET_VERSIONS): string[] {
  const app = Testing.app({ context: { ...context } });
  const stack = new TerraformStack(app, "app");
  new CloudflareProvider(stack, "cloudflare");
  return refusalOf(() => build(stack)) ?? app.node.findAll().filter(TerraformStack.isStack).flatMap(messagesOfStack);
}

/** The messages of an error with a code. An error without a code is thrown again. */
export function refusalOf(act: () => void): string[] | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (Errors.isValidationError(error)) return error.problems.map(shown);
    if (error instanceof Error && "code" in error) return [error.message.replace(/\nSee [^\n]*$/, "")];
    throw error;
  }
}

/** The messages of a rejected promise; none if it resolves. */
export async function rejectionOf(act: () => Promise<unknown>): Promise<string[]> {
  try {
    await act();
    return [];
  } catch (error) {
    return refusalOf(() => {
      throw error;
    })!;
  }
}

function messagesOfStack(stack: TerraformStack): string[] {
  stack.prepareStack();
  Testing.synth(stack); // runs the Aspects
  const failed = validationMessages(stack); // Validations can warn as well.
  const kinds: string[] = [AnnotationMetadataEntryType.ERROR, AnnotationMetadataEntryType.WARN];
  const warnings = stack.node.findAll().flatMap(({ node }) => {
    const ofNode = node.metadata.filter(({ type }) => kinds.includes(type));
    return ofNode.map(({ data }) => `[${node.path}] ${data}`);
  });
  return [...failed.map(({ path, message }) => `[${path}] ${message}`), ...warnings];
}

function shown({ path, code, message }: { path: string; code: string; message: string }): string {
  return `${path === "" ? "" : `[${path}] `}${code}: ${message}`;
}
