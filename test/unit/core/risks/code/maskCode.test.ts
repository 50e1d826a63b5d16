import { describe, expect, it } from 'vitest';
import { maskCode } from '../../../../../src/core/risks/code/maskCode';

describe('maskCode', () => {
  it.each([
    ['TypeScript', "a('x // y'); // note", "a('      ');        ", "a('x // y');        "],
    ['TypeScript', 'a(`x ${b("y")} z`)', 'a(`  ${b(" ")}  `)', 'a(`x ${b("y")} z`)'],
    ['TypeScript', 'a(/["]/u, "b")', 'a(/   /u, " ")', 'a(/["]/u, "b")'],
    ['TypeScript', 'a / b / c', 'a / b / c', 'a / b / c'],
    ['TypeScript', "<p>Don't</p>", "<p>Don't</p>", "<p>Don't</p>"],
    ['TypeScript', 'a /* b\nc */ d', 'a     \n     d', 'a     \n     d'],
    ['Python', '"""a\nb""" # c', '""" \n """    ', '"""a\nb"""    '],
    ['Python', "x = 'it\\'s' + y", "x = '     ' + y", "x = 'it\\'s' + y"],
    ['Go', 'a := `b\n"c`', 'a := ` \n  `', 'a := `b\n"c`'],
    ['Ruby', 'a "#{b}" # c', 'a "    "    ', 'a "#{b}"    '],
    ['PHP', '#[Attr]\n$a = 1; # b', '#[Attr]\n$a = 1;    ', '#[Attr]\n$a = 1;    '],
    ['Rust', "fn a<'b>(c: &'b str) {}", "fn a<'b>(c: &'b str) {}", "fn a<'b>(c: &'b str) {}"],
    ['TypeScript', 'a("😀")', 'a("  ")', 'a("😀")'],
  ] as const)('%s: %j', (language, text, code, uncommented) => {
    expect(maskCode(language, text)).toEqual({ code, uncommented });
  });
});
