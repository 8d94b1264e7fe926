const string = '"[^"\\\\]+"';
const value = `(?:${string}|[0-9a-f.:/]+)`;
const set = `\\{${value}(?: ${value})*\\}`;
const field = "[a-z]+(?:[._][a-z]+)*";
const condition = `(?:any\\(${field}\\[\\*\\] in ${set}\\)|${field} in ${set}|${field} == ${string}|${field} matches ${string})`;

/** The forms of an expression that the API returns unchanged. */
export const CONJUNCTION = new RegExp(`^${condition}(?: and ${condition})*(?: and not\\(${condition}\\))*$`);
/** The forms of an identity that the API returns unchanged. */
export const CHOICE = new RegExp(`^${condition}(?: or ${condition})*$`);
