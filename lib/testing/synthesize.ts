import { AnnotationMetadataEntryType, App, Testing, TerraformStack } from "cdktf";

/**
 * Returns the Terraform JSON that `app.synth()` would write for a stack, parsed and normalized for snapshots.
 *
 * The result contains no backend, no provider versions and no local paths.
 *
 * @example
 * const { resource } = synthesize(this);
 * console.log(Object.keys(resource));
 *
 * @throws Error all problems of the stack's validations, and its error annotations
 */
export function synthesize(stack: TerraformStack): any {
  // References between stacks add elements to both stacks.
  for (const each of App.of(stack).node.findAll()) if (TerraformStack.isStack(each)) each.prepareStack();
  const terraform = JSON.parse(Testing.synth(stack, true));
  const errors = errorAnnotations(stack);
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return normalized(terraform);
}

function errorAnnotations(stack: TerraformStack): string[] {
  return stack.node.findAll().flatMap(({ node }) => {
    const errors = node.metadata.filter(({ type }) => type === AnnotationMetadataEntryType.ERROR);
    return errors.map(({ data }) => `[${node.path}] ${data}`);
  });
}

function normalized({ terraform: { backend, ...settings } = {} as any, ...terraform }: any): any {
  const providers: [string, any][] = Object.entries(settings.required_providers ?? {});
  for (const [, provider] of providers) delete provider.version;
  const remoteStates: any[] = Object.values(terraform.data?.terraform_remote_state ?? {});
  for (const state of remoteStates) delete state.config?.path;
  return Object.keys(settings).length > 0 ? { ...terraform, terraform: settings } : terraform;
}
