import ts from "typescript";

/** A piece of prose. Every character keeps its offset in the file: whatever is not prose is replaced by spaces. */
export interface Text {
  readonly text: string;
  readonly offset: number;
  readonly isDocComment: boolean;
}

/** The comments, strings and template literals of a TypeScript or JavaScript file, without module specifiers. */
export function textsOfTypeScript(source: string): Text[] {
  const file = ts.createSourceFile("file.ts", source, ts.ScriptTarget.ES2022, true);
  const comments = new Map<number, number>();
  const texts: Text[] = [];
  const visit = (node: ts.Node): void => {
    // Doc comments are found as comments of the token after them.
    if (ts.isJSDoc(node)) return;
    const children = node.getChildren(file);
    if (children.length === 0) collectComments(source, node, comments);
    if (isLiteral(node) && !isModuleSpecifier(node)) texts.push(literal(source, node.getStart(file), node.end));
    children.forEach(visit);
  };
  visit(file);
  return [...texts, ...joined(source, comments)].sort((a, b) => a.offset - b.offset);
}

/** A Markdown or YAML file is prose from beginning to end. */
export function textsOfPlain(source: string): Text[] {
  return [{ text: source, offset: 0, isDocComment: false }];
}

function collectComments(source: string, token: ts.Node, found: Map<number, number>): void {
  const leading = ts.getLeadingCommentRanges(source, token.pos) ?? [];
  const trailing = ts.getTrailingCommentRanges(source, token.end) ?? [];
  for (const { pos, end } of [...leading, ...trailing]) found.set(pos, end);
}

function isLiteral(node: ts.Node): boolean {
  return (
    ts.isStringLiteral(node) ||
    ts.isNoSubstitutionTemplateLiteral(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node)
  );
}

function isModuleSpecifier({ parent }: ts.Node): boolean {
  return (
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ts.isExternalModuleReference(parent) ||
    (ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent)) ||
    (ts.isCallExpression(parent) && /^(require|import|jest\.\w+)$/.test(parent.expression.getText()))
  );
}

/** Escapes become spaces, so that the "n" of `\n` does not join the word after it. */
function literal(source: string, start: number, end: number): Text {
  const text = source.slice(start, end).replace(/\\[nrtbfv0]/g, "  ");
  return { text, offset: start, isDocComment: false };
}

/** Consecutive line comments are one text, since a sentence may continue on the next line. */
function joined(source: string, comments: Map<number, number>): Text[] {
  const texts: Text[] = [];
  for (const [start, end] of [...comments].sort(([a], [b]) => a - b)) {
    const last = texts[texts.length - 1];
    const gap = last && source.slice(last.offset + last.text.length, start);
    const isLine = source.startsWith("//", start);
    if (last !== undefined && isLine && gap !== undefined && /^[ \t]*\n[ \t]*$/.test(gap)) {
      texts[texts.length - 1] = { ...last, text: last.text + gap + comment(source.slice(start, end)) };
    } else {
      texts.push({
        text: comment(source.slice(start, end)),
        offset: start,
        isDocComment: source.startsWith("/**", start),
      });
    }
  }
  return texts;
}

/** The delimiters and the asterisks at the beginning of lines become spaces. */
function comment(text: string): string {
  const blank = (match: string) => match.replace(/[^\n]/g, " ");
  return text.replace(/^\/(\/+|\*+)|\*\/$/g, blank).replace(/\n[ \t]*\*(?!\/)/g, blank);
}
