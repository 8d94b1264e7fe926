import { SecretManagerSecret } from "@cdktf/provider-google/lib/secret-manager-secret";
import {
  SecretManagerSecretVersion,
  SecretManagerSecretVersionConfig,
} from "@cdktf/provider-google/lib/secret-manager-secret-version";
import { Fn, TerraformElement, TerraformProvider, TerraformStack, Token } from "cdktf";
import { Construct, IConstruct } from "constructs";
import { Problem } from "../core/errors";
import { create } from "../core/terraform/create";
import { CREATE_BEFORE_DESTROY } from "../core/terraform/lifecycle";
import { resolved } from "../core/terraform/resources";
import { requireWriteOnly } from "../core/terraform/target-versions";
import { IConnectedTunnel } from "../tunnel/connector";
import { ITunnelToken } from "../tunnel/token";

/** @internal The secret that contains the token, in the form of a worker pool's reference. */
export interface SecretReference {
  readonly secret: string;
  readonly version: string;
  /** The secret's project. With a full path, any other project causes a permanent diff. */
  readonly project?: string;
}

/** @internal Returns the secret of a token, and creates it for a token that is not in Secret Manager yet. */
export function secretOf(
  scope: Construct,
  token: ITunnelToken,
  tunnel: IConnectedTunnel,
  props: { readonly name: string; readonly project?: string; readonly provider?: TerraformProvider },
): SecretReference {
  const source = token._source;
  const { name, project, provider } = props;
  if (source.kind === "secret-manager") {
    const elsewhere = /^projects\/([^/]+)\/secrets\//.exec(source.secretId)?.[1];
    return { secret: source.secretId, version: source.version, project: elsewhere ?? project };
  }
  const secret = create(SecretManagerSecret, scope, "Secret", {
    provider,
    project,
    secretId: `${name}-token`,
    replication: { auto: {} },
  });
  const data: Partial<SecretManagerSecretVersionConfig> =
    source.kind === "ephemeral"
      ? // The version is a number or a string, depending on the release of the bindings.
        { secretDataWo: source.value, secretDataWoVersion: source.version as never }
      : { secretData: Fn.sensitive(tunnel.token()) }; // not marked as sensitive by the provider before 5.17
  const version = create(SecretManagerSecretVersion, scope, "SecretVersion", {
    ...data,
    provider,
    secret: secret.id,
    // The old version exists until the pool refers to the new one.
    lifecycle: CREATE_BEFORE_DESTROY,
  });
  if (source.kind === "ephemeral") requireWriteOnly(version, "TunnelToken.fromEphemeral");
  return { secret: secret.secretId, version: version.version, project };
}

/** @internal Validates the token of a connector. */
export function validateConnectorToken(scope: IConstruct, token: ITunnelToken): Problem[] {
  const source = token._source;
  switch (source.kind) {
    case "secret-manager":
      return validateReference(source.secretId, source.version);
    case "ephemeral":
      return validateEphemeral(scope, source.value, source.version);
    case "kubernetes-secret":
      return [
        {
          code: "TokenSourceUnsupported",
          message:
            "token: a connector in Cloud Run does not support TunnelToken.fromKubernetesSecret(…); use TunnelToken.fromSecretManager(secretId, version), fromEphemeral(value, version) or fromTunnel().",
        },
      ];
    case "tunnel":
      return [];
  }
}

function validateReference(secret: string, version: string): Problem[] {
  const invalid = (what: string, got: string, expected: string): Problem => ({
    code: "SecretReferenceInvalid",
    message: `${what} in TunnelToken.fromSecretManager: "${got}" is not valid; use ${expected}.`,
  });
  const problems: Problem[] = [];
  if (!Token.isUnresolved(secret) && !/^(projects\/[^/]+\/secrets\/)?[\w-]{1,255}$/.test(secret)) {
    const expected = "the id of a Secret Manager secret, or projects/<project>/secrets/<id>";
    problems.push(invalid("secretId", secret, expected));
  }
  if (!Token.isUnresolved(version) && !/^[1-9][0-9]*$/.test(version)) {
    const expected =
      'the number of a version, such as "1". "latest" can differ between instances, and a rotation would restart none';
    problems.push(invalid("version", version, expected));
  }
  return problems;
}

function validateEphemeral(scope: IConstruct, value: string, version: number): Problem[] {
  const invalid = (message: string): Problem => ({ code: "EphemeralTokenInvalid", message });
  const problems: Problem[] = [];
  const reference = resolved(scope, value);
  const [, variable] = /^\$\{var\.([\w-]+)\}$/.exec(reference) ?? [];
  if (!Token.isUnresolved(value) || !/^\$\{(var\.[\w-]+|ephemeral\.[\w.-]+)\}$/.test(reference)) {
    problems.push(
      invalid(
        "value is not a reference to a variable; pass the stringValue of an ephemeral variable, never the text of the token.",
      ),
    );
  } else if (variable !== undefined && !isEphemeral(scope, variable)) {
    const remedy = 'variable.addOverride("ephemeral", true)';
    problems.push(
      invalid(`value: the variable "${variable}" is not ephemeral, so the plan would contain it; add ${remedy}.`),
    );
  }
  if (!Number.isInteger(version) || version < 1) {
    problems.push(
      invalid(`version: ${version} is not valid; use an integer from 1, and increase it with each new token.`),
    );
  }
  return problems;
}

function isEphemeral(scope: IConstruct, name: string): boolean {
  const elements = TerraformStack.of(scope).node.findAll().filter(TerraformElement.isTerraformElement);
  const named = elements.filter((each) => each.friendlyUniqueId === name); // a resource can have the same name
  return named.some((each) => each.toTerraform().variable?.[name].ephemeral === true);
}
