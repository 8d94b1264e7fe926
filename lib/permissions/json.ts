import type { PermissionReport, StackToken } from "./model";
import { API_SCOPES, policiesOf, tokenName } from "./policies";

/**
 * Renders the permissions as JSON. `token` is the body of Cloudflare's API to create a token, with the names and scopes
 * of the permission groups in place of their ids. An incompatible change raises the version in
 * schema/permissions.schema.json.
 *
 * @internal
 */
export function permissionsJson({ tokens, without, notUnderstood }: PermissionReport): string {
  const document = {
    schemaVersion: 1,
    stacks: tokens.map((token) => ({ ...token, token: bodyOf(token) })),
    withoutToken: without,
    notUnderstood,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function bodyOf(token: StackToken): object {
  const policies = policiesOf(token, (zone) =>
    zone.kind === "name" ? `ZONE_ID_OF_${zone.name}` : `ZONE_ID_OF_${zone.expression}`,
  );
  return {
    name: tokenName(token),
    policies: policies.map(({ permissions, resources }) => ({
      effect: "allow",
      resources,
      permission_groups: permissions.map(({ name, scope }) => ({ name, scope: API_SCOPES[scope] })),
    })),
  };
}
