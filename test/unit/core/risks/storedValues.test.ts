import { describe, expect, it } from 'vitest';
import { risksIn } from '../../../support/aRiskyRelease';

describe('new values of stored enums', () => {
  const of = (path: string, before: string, after: string, others: Readonly<Record<string, string>> = {}): unknown =>
    risksIn({ base: { [path]: before, ...others }, head: { [path]: after, ...others } });

  it('are named where fields list them', () => {
    const ecto = (...values: string[]): string =>
      `schema "orders" do\n  field :kind, Ecto.Enum,\n    values: [\n${values.map((value) => `      :${value},\n`).join('')}    ]\nend\n`;
    const path = 'lib/order.ex';
    expect(of(path, ecto('a', 'b'), ecto('a', 'b', 'c'))).toEqual([`new-stored-value ${path}:6`]);
    expect(of(path, ecto('a', 'b'), ecto('b'))).toEqual([]);
    expect(of(path, 'schema "orders" do\nend\n', ecto('a', 'b'))).toEqual([]);
    const old = 'schema "users" do\n  field :email, :string\nend\n';
    const field = 'schema "users" do\n  field :source, Ecto.Enum, values: [:email, :invited]\nend\n';
    expect(of(path, old, field)).toEqual([]);
    const one = (values: string): string => `class Order < ApplicationRecord\n  enum :kind, { ${values} }\nend\n`;
    expect(of('app/models/order.rb', one('a: 0'), one('a: 0, b: 1'))).toEqual([
      'new-stored-value app/models/order.rb:2',
    ]);
    expect(of('app/models/order.rb', one('a: 0'), one('a: 3'))).toEqual([]);
  });

  it('are named of a type only where a field of it is stored', () => {
    const kind = (...values: string[]): string =>
      `enum class Kind {\n${values.map((value) => `  ${value},\n`).join('')}}\n`;
    const entity = {
      'src/main/kotlin/Order.kt': '@Entity\nclass Order(\n  @Enumerated(EnumType.STRING)\n  val kind: Kind,\n)\n',
    };
    const path = 'src/main/kotlin/Kind.kt';
    expect(of(path, kind('A'), kind('A', 'B_C'), entity)).toEqual([`new-stored-value ${path}:3`]);
    expect(of(path, kind('A'), kind('A', 'B_C'))).toEqual([]);
    const php = (...values: string[]): string =>
      `<?php\nenum Kind: string\n{\n${values.map((value) => `    case ${value} = '${value}';\n`).join('')}}\n`;
    const model = {
      'app/Models/Order.php': "<?php\nclass Order extends Model {\n  protected $casts = ['kind' => Kind::class];\n}\n",
    };
    expect(of('app/Enums/Kind.php', php('A'), php('A', 'B'), model)).toEqual(['new-stored-value app/Enums/Kind.php:5']);
    expect(of('app/Enums/Kind.php', php('A'), php('A', 'B'))).toEqual([]);
  });
});
