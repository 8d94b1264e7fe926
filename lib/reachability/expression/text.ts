import type { Comparison, Expression, Operand } from "./syntax";

/** @internal An expression as text. Equal expressions have equal texts. */
export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.operands.map((each) => `(${expressionText(each)})`).join(` ${expression.kind} `);
    case "not":
      return `not(${expressionText(expression.operand)})`;
    case "any":
      return `any(${expressionText(expression.condition)})`;
    case "comparison":
      return comparisonText(expression);
    case "unread":
      return expression.source ?? expression.why;
  }
}

function comparisonText({ field, each, operator, operands }: Comparison): string {
  const [first] = operands;
  const isSet = operator === "in" && first?.kind !== "list";
  const values = operands.map(operandText).join(" ");
  return `${field}${each ? "[*]" : ""} ${operator} ${isSet ? `{${values}}` : values}`;
}

function operandText(operand: Operand): string {
  switch (operand.kind) {
    case "quoted":
      return `"${operand.source}"`;
    case "reference":
      return `"${operand.text}"`;
    default:
      return operand.text;
  }
}
