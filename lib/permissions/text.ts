import type { NeededPermission, PermissionReport, StackToken, ZoneReference } from "./model";
import { columnWidth, hang } from "../inventory/text-layout";

/** @internal Renders the permissions as text. */
export function renderPermissions({ tokens, without, notUnderstood }: PermissionReport): string {
  const lines = [
    ...tokens.flatMap(renderToken),
    ...without.flatMap((stack) => [`Stack ${stack}: no Cloudflare API token`, ""]),
    ...(notUnderstood.length === 0 ? [] : ["Not understood", ...notUnderstood.flatMap((each) => hang("  ! ", each))]),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function renderToken({ stack, account, permissions, zones }: StackToken): string[] {
  const width = columnWidth(
    permissions.map(({ name }) => name),
    60,
  );
  const rows = (scope: NeededPermission["scope"]) =>
    permissions
      .filter((each) => each.scope === scope)
      .flatMap(({ name, types }) => hang(`    ${name.padEnd(width)}  `, types.join(", ")));
  const sections = [
    { title: `  Account ${account ?? "(its id is not in the configuration)"}`, lines: rows("account") },
    { title: `  ${zonesText(zones)}`, lines: rows("zone") },
  ];
  const shown = sections.filter(({ lines }) => lines.length > 0);
  return [`Stack ${stack}`, ...shown.flatMap(({ title, lines }) => [title, ...lines]), ""];
}

function zonesText(zones: readonly ZoneReference[]): string {
  if (zones.some(({ kind }) => kind === "all")) return "All zones of the account";
  const names = zones.map((zone) =>
    zone.kind === "id" ? zone.id : zone.kind === "name" ? zone.name : zone.kind === "unknown" ? zone.expression : "",
  );
  return `${names.length === 1 ? "Zone" : "Zones"} ${names.join(", ")}`;
}
