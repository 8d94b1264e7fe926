import { importIdOf } from "./import-ids";
import type { Adoption, Remark } from "./model";
import { block, compare, list, text } from "../../core/terraform/values";
import type { SynthesizedStack } from "../../inventory";
import { objectsOfStacks } from "../../inventory/terraform/stacks";
import { hostFindings } from "../drift/hosts";
import { objectFindings } from "../drift/objects";
import { differencesOf, isReplacing } from "../match/differences";
import { KEYED_TYPES } from "../match/keys";
import { Match, Matches, matchObjects } from "../match/match";
import type { Account } from "../model";
import { TUNNEL } from "../read/collections";

type Matched = Extract<Match, { readonly kind: "matched" }>;

/** @internal Determines which objects of an account the import blocks of an app name. */
export function adoptionOf(stacks: readonly SynthesizedStack[], account: Account): Adoption {
  const app = objectsOfStacks([...stacks], { alwaysPrefixed: true });
  const matches = matchObjects(app, account);
  const refusals = new Map(matches.all.flatMap((match) => refusalOf(match, matches, account)));
  const imported = matches.all.filter(
    (match): match is Matched => match.kind === "matched" && !refusals.has(match.object.address),
  );
  const remark = ({ about, message }: { readonly about: string; readonly message: string }): Remark => ({
    about,
    message,
  });
  const isImported = new Set(imported.map(({ object }) => object.address));
  const hosts = hostFindings({ ...matches, all: imported });
  const changed = [
    ...objectFindings(matches, account).filter(({ code, about }) => code === "ObjectChanged" && isImported.has(about)),
    ...hosts.filter(({ code }) => code !== "HostUnknown"),
  ];
  const removed = hosts.filter(({ code }) => code === "HostUnknown");
  const others = app.filter(({ type, data }) => !data && type.startsWith("cloudflare_") && !KEYED_TYPES.includes(type));
  return {
    account,
    stacks: stacks.map(({ name, directory }) => ({
      stack: name,
      directory,
      imports: imported
        .filter(({ object }) => object.address.startsWith(`${name}/`))
        .map(({ object, found }) => ({
          to: object.address.slice(name.length + 1),
          id: importIdOf(account.id, found)!,
        }))
        .sort((a, b) => compare(a.to, b.to)),
    })),
    created: sorted(matches.all.flatMap(createdBy)),
    changed: sorted([
      ...changed.map(remark),
      ...removed.map(({ about, message }) => ({
        about,
        message: `${message} The first apply removes it from the tunnel.`,
      })),
      ...imported.flatMap(importNotes),
    ]),
    refused: sorted([...refusals].map(([about, message]) => ({ about, message }))),
    unknown: sorted([
      ...matches.all.flatMap((match) =>
        match.kind === "unknown" ? [{ about: match.object.address, message: `It is not matched: ${match.why}.` }] : [],
      ),
      ...others.map(({ address, type }) => ({
        about: address,
        message: `Objects of the type ${type} are not matched.`,
      })),
    ]),
  };
}

function createdBy(match: Match): Remark[] {
  if (match.kind !== "missing" || match.conflict !== undefined) return [];
  return [{ about: match.object.address, message: "The account contains no such object. The first apply creates it." }];
}

/** Why an object that exists is not imported. */
function refusalOf(match: Match, matches: Matches, account: Account): [string, string][] {
  const { address } = match.object;
  switch (match.kind) {
    case "ambiguous": {
      const names = match.candidates.map((each) => `${each.address} (${each.id})`).join(", ");
      return [
        [address, `Several objects can be this one: ${names}. Rename or delete the others, or write the import block.`],
      ];
    }
    case "missing":
      return match.conflict === undefined
        ? []
        : [[address, `${match.conflict.address} (${match.conflict.id}) has its place, so that the apply fails.`]];
    case "matched": {
      const why = obstacleOf(match, matches, account);
      return why === undefined ? [] : [[address, why]];
    }
    default:
      return [];
  }
}

function obstacleOf(match: Matched, matches: Matches, account: Account): string | undefined {
  const { object, found } = match;
  if (importIdOf(account.id, found) === undefined) {
    return "The provider cannot import this type. The first apply overwrites the settings that the account has.";
  }
  if (found.zone !== undefined && object.values.zone_id === undefined) {
    return `${found.address} belongs to zone ${found.zone}, and the app creates it in the account.`;
  }
  const replaced = replacedBy(match, matches);
  if (replaced !== undefined) return replaced;
  // The configuration of a tunnel that is not imported belongs to another tunnel after the apply.
  const tunnel = ownerOf(match, matches);
  return tunnel !== undefined && replacedBy(tunnel, matches) !== undefined
    ? `It belongs to ${tunnel.object.address}, which is not imported.`
    : undefined;
}

function ownerOf({ object, found }: Matched, { all }: Matches): Matched | undefined {
  if (object.type !== `${TUNNEL}_config`) return undefined;
  return all.find(
    (each): each is Matched => each.kind === "matched" && each.object.type === TUNNEL && each.found.id === found.id,
  );
}

/** Why the provider would replace an object after the import. A replaced tunnel interrupts its hosts. */
function replacedBy({ object, found }: Matched, { references }: Matches): string | undefined {
  const ignored = new Set(list(block(object.values.lifecycle).ignore_changes).flatMap((each) => text(each) ?? []));
  const replacing = differencesOf(object, found, references).filter(
    (each) => isReplacing(object.type, each) && !ignored.has(each.path) && !ignored.has("all"),
  );
  if (replacing.length === 0) return undefined;
  const [{ path }] = replacing;
  if (object.type !== TUNNEL) return `The provider would replace it, because ${path} differs.`;
  return text(found.values.config_src) === undefined
    ? "The API does not return config_src, so the provider would replace the tunnel. Add config_src to ignore_changes for the first apply."
    : "The ingress rules are in a file of the connector (config_src is local), so the provider would replace the tunnel. Do not apply: migrate it to the dashboard first, or use another name for a new tunnel.";
}

/** What an import cannot restore. */
function importNotes({ object }: Matched): Remark[] {
  if (object.type !== "cloudflare_zero_trust_access_service_token") return [];
  return [{ about: object.address, message: "Its secret is not known to Terraform after the import." }];
}

function sorted(remarks: Remark[]): Remark[] {
  return remarks.sort((a, b) => compare(a.about, b.about) || compare(a.message, b.message));
}
