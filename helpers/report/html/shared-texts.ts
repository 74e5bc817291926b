import { type Html, markup } from './escape.ts';

/** Texts that many behaviours have in common, each once; a behaviour refers to one by its number. */
export class SharedTexts {
  private readonly numbers = new Map<string, number>();

  /** A place that the text is put into when its row is expanded. */
  refer(text: string): Html {
    const number = this.numbers.get(text) ?? this.numbers.size;
    this.numbers.set(text, number);
    return markup`<span data-text="${number}"></span>`;
  }

  /** All texts as templates, for the script of the page. */
  get all(): Html {
    return markup`${[...this.numbers].map(([text, number]) => markup`<template id="text-${number}">${text}</template>`)}`;
  }
}
