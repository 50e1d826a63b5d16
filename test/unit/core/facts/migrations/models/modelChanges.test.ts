import { describe, expect, it } from 'vitest';
import { planStages } from '../../../../../../src/core/planning/deploymentPlanner';
import { judgeRollbackSafety } from '../../../../../../src/core/planning/verdict';
import { factsOfChange } from '../../../../../support/aChange';
import { aPlanningInput } from '../../../../../support/aPlanningInput';
import { analysisOf, risksIn } from '../../../../../support/aRiskyRelease';

/** Models with a field more than before, and what else they hold that is no column. */
const models: Readonly<
  Record<string, readonly [path: string, before: string, after: string, asked: readonly string[]]>
> = {
  'JPA in Java': [
    'src/main/java/shop/Order.java',
    'package shop;\nimport jakarta.persistence.*;\n@Entity\n@Table(name = "orders")\npublic class Order {\n    @Id\n    private Long id;\n}\n',
    'package shop;\nimport jakarta.persistence.*;\n@Entity\n@Table(name = "orders")\npublic class Order {\n    @Id\n    private Long id;\n\n    @Column(nullable = false,\n        length = 20)\n    private String coupon = "";\n\n    @Transient\n    private String note;\n\n    @OneToMany(mappedBy = "order")\n    private List<Line> lines = new ArrayList<>();\n\n    public static final String KIND = "order";\n\n    public String label() {\n        String text = coupon;\n        return text;\n    }\n}\n',
    ['Order.coupon:11'],
  ],
  'JPA in Kotlin': [
    'src/main/kotlin/shop/Order.kt',
    'package shop\nimport jakarta.persistence.*\n@Entity\nclass Order(\n    @Id val id: Long,\n)\n',
    'package shop\nimport jakarta.persistence.*\n@Entity\nclass Order(\n    @Id val id: Long,\n    @Column(name = "coupon_code") val coupon: String?,\n    given: Int,\n) {\n    var used: Boolean = false\n    val label: String get() = "a"\n    fun act() {\n        val local: Int = 1\n    }\n}\n\nclass Answer(\n    val text: String,\n)\n',
    ['Order.coupon:6', 'Order.used:9'],
  ],
  Exposed: [
    'src/main/kotlin/shop/Orders.kt',
    'import org.jetbrains.exposed.sql.Table\nobject Orders : Table("orders") {\n    val id = long("id")\n}\n',
    'import org.jetbrains.exposed.sql.Table\nobject Orders : Table("orders") {\n    val id = long("id")\n    val coupon = varchar("coupon", 20)\n}\n',
    ['Orders.coupon:4'],
  ],
  SQLAlchemy: [
    'shop/models.py',
    'from sqlalchemy import Column, Integer\nclass Order(Base):\n    __tablename__ = "orders"\n    id = Column(Integer, primary_key=True)\n',
    'from sqlalchemy import Column, Integer\nclass Order(Base):\n    __tablename__ = "orders"\n    id = Column(Integer, primary_key=True)\n    coupon: Mapped[str | None] = mapped_column(String(20))\n    used: Mapped[bool]\n    lines: Mapped[list["Line"]] = relationship(back_populates="order")\n\nclass Answer:\n    text: str = ""\n',
    ['Order.coupon:5', 'Order.used:6'],
  ],
  SQLModel: [
    'shop/models.py',
    'from sqlmodel import SQLModel\nclass Order(SQLModel, table=True):\n    id: int | None = Field(primary_key=True)\n',
    'from sqlmodel import SQLModel\nclass Order(SQLModel, table=True):\n    id: int | None = Field(primary_key=True)\n    coupon: str | None = None\n    lines: list["Line"] = Relationship(back_populates="order")\nclass OrderRead(SQLModel):\n    coupon: str\n',
    ['Order.coupon:4'],
  ],
  Django: [
    'shop/models.py',
    'from django.db import models\nclass Order(models.Model):\n    id = models.AutoField(primary_key=True)\n',
    'from django.db import models\nclass Order(models.Model):\n    id = models.AutoField(primary_key=True)\n    coupon = models.CharField(max_length=20)\n    objects = OrderManager()\n',
    ['Order.coupon:4'],
  ],
  TypeORM: [
    'src/order.entity.ts',
    "import { Column, Entity } from 'typeorm';\n@Entity('orders')\nexport class Order {\n  @PrimaryGeneratedColumn()\n  id: number;\n}\n",
    "import { Column, Entity } from 'typeorm';\n@Entity('orders')\nexport class Order {\n  @PrimaryGeneratedColumn()\n  id: number;\n\n  @Column({\n    nullable: true,\n  })\n  coupon?: string;\n\n  @OneToMany(() => Line, (line) => line.order)\n  lines: Line[];\n\n  @Column() used: boolean;\n}\n",
    ['Order.coupon:10', 'Order.used:15'],
  ],
  Drizzle: [
    'src/schema.ts',
    "import { pgTable, text } from 'drizzle-orm/pg-core';\nexport const orders = pgTable('orders', {\n  id: text('id').primaryKey(),\n});\n",
    "import { pgTable, text } from 'drizzle-orm/pg-core';\nexport const orders = pgTable('orders', {\n  id: text('id').primaryKey(),\n  coupon: text('coupon'),\n});\nexport const relation = relations(orders, ({ many }) => ({\n  lines: many(lines),\n}));\n",
    ['orders.coupon:4'],
  ],
  Prisma: [
    'prisma/schema.prisma',
    'datasource db {\n  provider = "postgresql"\n}\nmodel Order {\n  id Int @id\n}\n',
    'datasource db {\n  provider = "postgresql"\n}\nmodel Order {\n  id Int @id\n  coupon String?\n  state State\n  lines Line[]\n}\nenum State {\n  OPEN\n}\nmodel Line {\n  id Int @id\n}\n',
    ['Order.coupon:6', 'Order.state:7', 'Line:13'],
  ],
  GORM: [
    'order/order.go',
    'package order\n\ntype Order struct {\n\tgorm.Model\n}\n',
    'package order\n\ntype Order struct {\n\tgorm.Model\n\tCoupon string `gorm:"size:20" json:"coupon"`\n\tUsed bool\n\tLines []Line\n\tNote string `gorm:"-"`\n}\n\ntype Answer struct {\n\tText string\n}\n',
    ['Order.Coupon:5', 'Order.Used:6'],
  ],
  Ent: [
    'ent/schema/order.go',
    'package schema\nimport (\n\t"entgo.io/ent/schema/field"\n)\ntype Order struct {\n\tent.Schema\n}\nfunc (Order) Fields() []ent.Field {\n\treturn []ent.Field{\n\t}\n}\n',
    'package schema\nimport (\n\t"entgo.io/ent/schema/field"\n)\ntype Order struct {\n\tent.Schema\n}\nfunc (Order) Fields() []ent.Field {\n\treturn []ent.Field{\n\t\tfield.String("coupon").Optional(),\n\t}\n}\n',
    ['Order.coupon:10'],
  ],
  'EF Core': [
    'src/ShopContext.cs',
    'public class ShopContext : DbContext\n{\n    public DbSet<Order> Orders => Set<Order>();\n}\n',
    'public class ShopContext : DbContext\n{\n    public DbSet<Order> Orders => Set<Order>();\n    public DbSet<Coupon> Coupons => Set<Coupon>();\n}\n',
    ['Coupon:4'],
  ],
  Ecto: [
    'lib/shop/order.ex',
    'defmodule Shop.Order do\n  use Ecto.Schema\n\n  schema "orders" do\n    field :state, :string\n  end\nend\n',
    'defmodule Shop.Order do\n  use Ecto.Schema\n\n  schema "orders" do\n    field :state, :string\n    field :coupon, :string\n    field :note, :string, virtual: true\n  end\nend\n',
    ['orders.coupon:6'],
  ],
};

describe('modelChanges', () => {
  it.each(Object.entries(models))('reads what models of %s newly ask for', (_, [path, before, after, asked]) => {
    const { modelChanges } = factsOfChange({ [path]: { before, after } });
    expect(modelChanges.map(({ name, evidence }) => `${name}:${String(evidence.line)}`)).toEqual(asked);
  });

  it.each(Object.entries(models))('counts a new model of %s as one table', (_, [path, before]) => {
    expect(factsOfChange({ [path]: { after: before } }).modelChanges.map(({ kind }) => kind)).toEqual(['table']);
  });

  it('asks for nothing where a migration comes with it, a model moves, or its file is no deployed code', () => {
    const [path, before, after] = models['Django'] ?? ['', '', ''];
    const migration =
      'from django.db import migrations\n\nclass Migration(migrations.Migration):\n    operations = []\n';
    const change = { before, after };
    expect(
      factsOfChange(
        { [path]: change, 'shop/migrations/0002_coupon.py': { after: migration } },
        { 'manage.py': '', 'requirements.txt': 'django==5.0\n', 'shop/migrations/__init__.py': '' },
      ).modelChanges,
    ).toEqual([]);
    expect(factsOfChange({ [path]: { before: after }, 'shop/orders.py': { after } }).modelChanges).toEqual([]);
    expect(factsOfChange({ 'tests/models.py': change }).modelChanges).toEqual([]);
    expect(
      factsOfChange({ 'a.prisma': { before: '', after: 'datasource db {\n  provider = "mongodb"\n}\nmodel A {\n}\n' } })
        .modelChanges,
    ).toEqual([]);
  });

  it.each([
    [
      'a.java',
      'import jakarta.persistence.*;\n@MappedSuperclass\npublic abstract class Stamped {\n    private Instant created;\n}\n',
      ['column Stamped.created'],
    ],
    [
      'a.ts',
      "import { Column } from 'typeorm';\nexport abstract class Stamped {\n  @Column()\n  created: Date;\n}\nexport abstract class Repository {\n  name: string;\n}\n",
      ['column Stamped.created'],
    ],
    [
      'a.py',
      'from sqlalchemy import Column\nclass StampedMixin:\n    created = Column(DateTime)\n',
      ['column StampedMixin.created'],
    ],
    ['a.go', 'package a\n\ntype Sum struct {\n\tTotal int `gorm:"column:total"`\n}\n', []],
    [
      'a.go',
      'package a\n\ntype Sum struct {\n\tTotal int `gorm:"column:total"`\n}\n\nfunc (Sum) TableName() string { return "sums" }\n',
      ['table Sum'],
    ],
  ])('takes what has no table of its own for none, in %s', (file, text, asked) => {
    const { modelChanges } = factsOfChange({ [file]: { after: text } });
    expect(modelChanges.map(({ kind, name }) => `${kind} ${name}`)).toEqual(asked);
  });

  const [path, before, after] = models['JPA in Java'] ?? ['', '', ''];

  it('keeps the verdict and the first stage from saying that the schema stays', () => {
    const input = aPlanningInput({ facts: factsOfChange({ [path]: { before, after } }) });
    expect(judgeRollbackSafety(input)).toBe(
      'Not shown to be rollback-safe: the models ask for the column Order.coupon (src/main/java/shop/Order.java:11), no migration of the release makes it, and how the schema gets there was not seen.',
    );
    expect(JSON.stringify(planStages({ ...input, speech: undefined }).part)).toContain(
      'see that production has it before you go on',
    );
    expect(risksIn({ base: { [path]: before }, head: { [path]: after } })).toContain(
      'models-without-migration src/main/java/shop/Order.java:11',
    );
  });

  it('tells what changes the schema by itself, from the settings of production where those say so', () => {
    const settings = 'src/main/resources/application.yml';
    const updating = 'spring:\n  jpa:\n    hibernate:\n      ddl-auto: ${DDL_AUTO:update}\n';
    const of = (unchanged: Readonly<Record<string, string>>) =>
      judgeRollbackSafety(aPlanningInput({ facts: factsOfChange({ [path]: { before, after } }, unchanged) }));
    expect(of({ [settings]: updating })).toBe(
      'Not shown to be rollback-safe: Hibernate changes the schema as the new version starts (src/main/resources/application.yml:4), for the column Order.coupon (src/main/java/shop/Order.java:11), and whether the version before can live with that was not seen.',
    );
    const production = { 'src/main/resources/application-prod.properties': 'spring.jpa.hibernate.ddl-auto=validate\n' };
    expect(of({ [settings]: updating, ...production })).toContain('how the schema gets there was not seen');
    const local = { 'src/main/resources/application-local.yml': updating };
    expect(of(local)).toContain('how the schema gets there was not seen');
  });

  it.each([
    ['GORM', 'main.go', 'package main\nfunc main() {\n\tdb.AutoMigrate(&Order{})\n}\n', 2],
    ['SQLAlchemy', 'shop/main.py', 'Base.metadata.create_all(bind=engine)\n', 4],
    ['Prisma', 'package.json', '{ "scripts": { "start": "prisma db push && node a.js" } }', 2],
  ])('weighs what %s does by itself', (library, file, text, probability) => {
    const [model = '', old = '', now = ''] = models[library] ?? [];
    const { risks } = analysisOf({ base: { [model]: old, [file]: text }, head: { [model]: now, [file]: text } });
    const risk = risks.find(({ rule }) => rule === 'models-without-migration');
    expect(risk?.issue).toContain(library);
    expect(risk?.probability).toBe(probability);
  });
});
