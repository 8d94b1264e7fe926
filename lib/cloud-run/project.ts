import type { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformProvider, TerraformStack, Token } from "cdktf";
import { IConstruct } from "constructs";

/** @internal The project of an object, if known at synth: its own, or that of its provider. */
export function projectOf(
  scope: IConstruct,
  project: string | undefined,
  provider: TerraformProvider | undefined,
): string | undefined {
  const known = project ?? ((provider ?? defaultProvider(scope)) as GoogleProvider | undefined)?.projectInput;
  return known === undefined || Token.isUnresolved(known) ? undefined : known;
}

function defaultProvider(scope: IConstruct): TerraformProvider | undefined {
  return TerraformStack.of(scope).node.children.find(
    (child): child is TerraformProvider =>
      TerraformProvider.isTerraformProvider(child) &&
      child.terraformResourceType === "google" &&
      child.alias === undefined,
  );
}
