import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { AnnotationMetadataEntryType, Testing, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";

/** What a user gets to read about this stack, warnings too: "[path] Code: message", a line each. */
export function messagesOf(build: (stack: TerraformStack) => void): string[] {
  const app = Testing.app();
  const stack = new TerraformStack(app, "app");
  new CloudflareProvider(stack, "cloudflare");
  return (
    refusalOf(() => build(stack)) ?? app.node.findAll().filter(TerraformStack.isStack).flatMap(messagesOfSynthesis)
  );
}

/** What was thrown at once, unless it is no error of ours. */
export function refusalOf(act: () => void): string[] | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error) return [error.message];
    throw error;
  }
}

/** The same of what takes its time; nothing where it was not refused. */
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

function messagesOfSynthesis(stack: TerraformStack): string[] {
  stack.prepareStack();
  Testing.synth(stack); // runs the Aspects
  return stack.node.findAll().flatMap((construct) => {
    const messages = [...construct.node.validate(), ...annotations(construct)];
    return messages.map((message) => `[${construct.node.path}] ${message}`);
  });
}

function annotations({ node }: IConstruct): string[] {
  const kinds: string[] = [AnnotationMetadataEntryType.ERROR, AnnotationMetadataEntryType.WARN];
  return node.metadata.filter(({ type }) => kinds.includes(type)).map(({ data }) => data);
}
