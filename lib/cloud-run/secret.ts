import { SecretManagerSecret } from "@cdktf/provider-google/lib/secret-manager-secret";
import {
  SecretManagerSecretVersion,
  SecretManagerSecretVersionConfig,
} from "@cdktf/provider-google/lib/secret-manager-secret-version";
import { Fn, TerraformProvider, TerraformStack, TerraformVariable, Token } from "cdktf";
import { Construct, IConstruct } from "constructs";
import { Problem } from "../core/errors";
import { CREATE_BEFORE_DESTROY } from "../core/terraform/lifecycle";
import { resolved } from "../core/terraform/resources";
import { IConnectedTunnel } from "../tunnel/connector";
import { ITunnelToken } from "../tunnel/token";

/** @internal Defines the secret that holds the token, as a worker pool names it. */
export interface SecretReference {
  readonly secret: string;
  readonly version: string;
  /** The project that it is in: beside a full path, the provider sees a change for ever in any other. */
  readonly project?: string;
}

/** @internal The secret of this token; one that does not exist yet is made. */
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
  const secret = new SecretManagerSecret(scope, "Secret", {
    provider,
    project,
    secretId: `${name}-token`,
    replication: { auto: {} },
  });
  const data: Partial<SecretManagerSecretVersionConfig> =
    source.kind === "ephemeral"
      ? { secretDataWo: source.value, secretDataWoVersion: source.version }
      : { secretData: Fn.sensitive(tunnel.token()) }; // the provider does not call it sensitive before 5.17
  const version = new SecretManagerSecretVersion(scope, "SecretVersion", {
    ...data,
    provider,
    secret: secret.id,
    // The old version stays until the pool names the new one.
    lifecycle: CREATE_BEFORE_DESTROY,
  });
  return { secret: secret.secretId, version: version.version, project };
}

/** @internal */
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
            "token is TunnelToken.fromKubernetesSecret(…), which a connector in Cloud Run does not support; use TunnelToken.fromSecretManager(secretId, version), fromEphemeral(value, version) or fromTunnel()",
        },
      ];
    case "tunnel":
      return [];
  }
}

function validateReference(secret: string, version: string): Problem[] {
  const invalid = (what: string, got: string, expected: string): Problem => ({
    code: "SecretReferenceInvalid",
    message: `the ${what} in TunnelToken.fromSecretManager is "${got}"; expected ${expected}`,
  });
  const problems: Problem[] = [];
  if (!Token.isUnresolved(secret) && !/^(projects\/[^/]+\/secrets\/)?[\w-]{1,255}$/.test(secret)) {
    const expected = "the id of a Secret Manager secret, or projects/<project>/secrets/<id>";
    problems.push(invalid("secret", secret, expected));
  }
  if (!Token.isUnresolved(version) && !/^[1-9][0-9]*$/.test(version)) {
    const expected =
      'the number of a version, such as "1": instances that start later would get another "latest", and a rotation would restart none';
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
    problems.push(invalid("value is no reference to a variable; expected its stringValue, and never the token's text"));
  } else if (variable !== undefined && !isEphemeral(scope, variable)) {
    const way = 'variable.addOverride("ephemeral", true)';
    problems.push(invalid(`the variable "${variable}" is not ephemeral and would be in the plan; write ${way}`));
  }
  if (!Number.isInteger(version) || version < 1) {
    problems.push(invalid(`version is ${version}; expected a whole number from 1, raised with each new token`));
  }
  return problems;
}

function isEphemeral(scope: IConstruct, name: string): boolean {
  const all = TerraformStack.of(scope).node.findAll();
  const variable = all.find((each) => each instanceof TerraformVariable && each.friendlyUniqueId === name);
  return (variable as TerraformVariable | undefined)?.toTerraform().variable[name].ephemeral === true;
}
