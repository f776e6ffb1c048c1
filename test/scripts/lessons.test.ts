import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** A test by the words of what stands around it and its own. */
const named = (page: string): readonly (readonly [name: string, file: string])[] =>
  [...page.matchAll(/^ {2}- \[(.+)\]\(\.\.\/(.+)\)$/gm)].map(([, name = '', file = '']) => [name, file]);

/** The words of every test of a file that runs, behind those of what stands around it; `…` is what is put in. */
const testsIn = (file: string): readonly string[] => {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const within = (node: ts.Node, around: readonly string[]): readonly string[] => {
    const here = ts.isCallExpression(node) ? titleOf(node, source) : undefined;
    if (here?.kind === 'it') return [[...around, here.title].join(' › ')];
    const inner = here ? [...around, here.title] : around;
    const children: ts.Node[] = [];
    ts.forEachChild(node, (child) => void children.push(child));
    return children.flatMap((child) => within(child, inner));
  };
  return within(source, []);
};

const titleOf = (
  call: ts.CallExpression,
  source: ts.SourceFile,
): { readonly kind: string; readonly title: string } | undefined => {
  const [kind] = /^(it|describe)(?=$|\.each\b)/.exec(call.expression.getText(source)) ?? [];
  const [title] = call.arguments;
  if (kind === undefined || title === undefined) return undefined;
  if (ts.isStringLiteralLike(title)) return { kind, title: title.text };
  if (!ts.isTemplateExpression(title)) return undefined;
  const rest = title.templateSpans.map(({ literal }) => `…${literal.text}`);
  return { kind, title: title.head.text + rest.join('') };
};

describe('the page of lessons', () => {
  const page = readFileSync(join('docs', 'lessons.md'), 'utf8');

  it.each(named(page))('names a test that runs: %s', (name, file) => {
    expect(testsIn(file)).toContain(name);
  });

  it('has a test for every lesson', () => {
    const lessons = page.split(/^- /m).slice(1);
    expect(lessons.filter((lesson) => named(lesson).length === 0)).toEqual([]);
  });
});
