import type { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformProvider, TerraformStack, Token } from "cdktf";
import { IConstruct } from "constructs";

/** @internal The project an object is in, as far as it is known at synth: its own, else that of its provider. */
export function projectOf(
  scope: IConstruct,
  project: string | undefined,
  provider: TerraformProvider | undefined,
): string | undefined {
  const said = project ?? ((provider ?? defaultProvider(scope)) as GoogleProvider | undefined)?.projectInput;
  return said === undefined || Token.isUnresolved(said) ? undefined : said;
}

function defaultProvider(scope: IConstruct): TerraformProvider | undefined {
  return TerraformStack.of(scope).node.children.find(
    (child): child is TerraformProvider =>
      child instanceof TerraformProvider && child.terraformResourceType === "google" && child.alias === undefined,
  );
}
