// Every page through html-validate: valid HTML, no inline script or style, nothing that assistive technology trips over.

import { readFileSync } from "node:fs";

import { HtmlValidate } from "html-validate";

export async function checkHtml(pages, configFile, results) {
  const validator = new HtmlValidate(JSON.parse(readFileSync(configFile, "utf8")));
  for (const page of pages) {
    const report = await validator.validateString(page.text, page.path);
    const messages = report.results.flatMap((result) => result.messages);
    const errors = messages.filter((message) => message.severity === 2);
    if (errors.length === 0) {
      results.check("html-validate", true);
    }
    for (const { ruleId, message, line, column } of errors) {
      results.check(`html-validate ${ruleId}`, false, `${page.path}:${line}:${column} ${message}`);
    }
  }
}
