import { describe, expect, it } from 'vitest';
import { publicSurface } from '../../../../../src/core/facts/surface/publicSurface';
import { openWorkspace } from '../../../../../src/core/facts/workspaceFiles';
import { type FileChange, factsOfChange } from '../../../../support/aChange';

/** `kind change from→name file:line` of every change. */
function surfaceOf(changes: Readonly<Record<string, FileChange>>): readonly string[] {
  return factsOfChange(changes).surface.map(({ kind, change, name, from, evidence }) => {
    const [place] = evidence;
    const at = `${place?.file ?? ''}${place?.line === undefined ? '' : `:${String(place.line)}`}`;
    return `${kind} ${change} ${from === undefined ? '' : `${from} → `}${name} ${at}`;
  });
}

describe('routes', () => {
  it.each([
    ['src/a.ts', "import express from 'express';\n", "app.get('/orders/:id', handler);", 'GET /orders/:id'],
    ['src/a.ts', 'const app = new Hono().basePath("/v1");\n', "app.get('/orders', list);", 'GET /v1/orders'],
    ['src/a.ts', 'const r = fastify();\n', "fastify.post<{ Body: B }>('/orders', handler);", 'POST /orders'],
    ['src/a.controller.ts', "@Controller('orders')\n", "@Get(':id')", 'GET /orders/:id'],
    [
      'app/a.py',
      'bp = Blueprint("a", __name__, url_prefix="/v1")\n',
      '@bp.route("/orders", methods=["POST"])',
      'POST /v1/orders',
    ],
    ['app/a.py', 'router = APIRouter(prefix="/v1")\n', '@router.get("/orders/{id}")', 'GET /v1/orders/{id}'],
    ['shop/urls.py', 'urlpatterns = [\n', "    path('orders/<int:id>/', views.order),", 'ANY /orders/<int:id>'],
    ['config/routes.rb', 'Rails.application.routes.draw do\n', "  get '/orders', to: 'orders#index'", 'GET /orders'],
    [
      'config/routes.rb',
      "Rails.application.routes.draw do\n  scope(:path => '/shop') do\n",
      "    get 'orders', to: 'orders#index'",
      'GET /shop/orders',
    ],
    [
      'src/A.java',
      '@RestController\n@RequestMapping("/v1")\npublic class A {\n',
      '  @GetMapping("/orders/{id}")',
      'GET /v1/orders/{id}',
    ],
    ['a.go', 'r := chi.NewRouter()\n', 'r.Get("/orders/{id}", h)', 'GET /orders/{id}'],
    ['a.go', 'mux := http.NewServeMux()\n', 'mux.HandleFunc("POST /orders", h)', 'POST /orders'],
    ['A.cs', '[Route("api/orders")]\npublic class A : Controller {\n', '  [HttpGet("{id}")]', 'GET /api/orders/{id}'],
    ['A.cs', '[Route("api/orders")]\npublic class A : Controller {\n', '  [HttpGet("~/version")]', 'GET /version'],
    ['Program.cs', '', 'app.MapPost("/orders", handler);', 'POST /orders'],
    ['routes/api.php', '<?php\n', "Route::get('/orders/{id}', [OrderController::class, 'show']);", 'GET /orders/{id}'],
    ['routes/web.php', '<?php\n', "Route::resource('orders', OrderController::class);", 'ANY /orders'],
    ['lib/shop_web/router.ex', 'use ShopWeb, :router\n', '    get "/orders", OrderController, :index', 'GET /orders'],
    ['lib/shop_web/router.ex', 'use ShopWeb, :router\n', '    live "/orders", OrderLive', 'ANY /orders'],
    ['src/a.rs', 'use axum::Router;\n', '.route("/orders", post(create))', 'POST /orders'],
    ['src/a.rs', 'use actix_web::get;\n', '#[get("/orders/{id}")]', 'GET /orders/{id}'],
    ['src/A.kt', 'import io.ktor.server.routing.*\n', 'get("/orders") {', 'GET /orders'],
  ])('%s %s%s', (path, before, line, name) => {
    const at = before.split('\n').length;
    const after = `${before}${line}\n`;
    expect(surfaceOf({ [path]: { before, after } })).toEqual([`route added ${name} ${path}:${String(at)}`]);
    expect(surfaceOf({ [path]: { before: after, after: before } })).toEqual([
      `route removed ${name} ${path}:${String(at)}`,
    ]);
  });

  it("does not take examples in Python's documentation for routes", () => {
    const text = 'def route(f):\n    """Use it so.\n\n    @app.get("/orders")\n    def orders(): ...\n    """\n';
    expect(surfaceOf({ 'app/a.py': { before: 'import app\n', after: text } })).toEqual([]);
  });

  it('puts a route of Rails under the blocks around it', () => {
    const routes = (more: string): string => `Rails.application.routes.draw do
  namespace :api do
    scope "/v1", constraints: { format: /json/ } do
      resources :orders, only: %i[index show] do
${more}
      end
    end
  end
  root to: "home#index"
end
`;
    const added = `        member do
          get :receipt
        end
        collection { get :count }
        get :search, on: :collection
        post "refund", on: :member
        resources :lines, path: "items" do
          put :move
        end
        if Rails.env.production?
          resource :invoice
        end`;
    expect(surfaceOf({ 'config/routes.rb': { before: routes('        # none'), after: routes(added) } })).toEqual([
      'route added GET /api/v1/orders/:id/receipt config/routes.rb:6',
      'route added GET /api/v1/orders/search config/routes.rb:9',
      'route added POST /api/v1/orders/:id/refund config/routes.rb:10',
      'route added ANY /api/v1/orders/:order_id/items config/routes.rb:11',
      'route added PUT /api/v1/orders/:order_id/items/:line_id/move config/routes.rb:12',
      'route added ANY /api/v1/orders/:order_id/invoice config/routes.rb:15',
    ]);
  });

  it('takes what moved to another file, tests and comments for no change', () => {
    const route = "app.get('/orders', h);\n";
    expect(
      surfaceOf({
        'src/a.ts': { before: route, after: '\n' },
        'src/b.ts': { before: '\n', after: route },
        'src/c.test.ts': { before: '\n', after: "app.get('/x', h);\n" },
        'src/d.ts': { before: '\n', after: "// app.get('/y', h);\n" },
      }),
    ).toEqual([]);
  });

  it('says what a removed route does to its clients', () => {
    const { surface } = factsOfChange({ 'src/a.ts': { before: "app.get('/orders', h);\n", after: '\n' } });
    expect(surface).toEqual([
      {
        kind: 'route',
        change: 'removed',
        name: 'GET /orders',
        breaks: 'Calls of this route get 404.',
        evidence: [{ file: 'src/a.ts', line: 1 }],
      },
    ]);
  });
});

describe('OpenAPI documents', () => {
  const document = (paths: string, fields: string): string =>
    `openapi: 3.1.0\npaths:\n${paths}components:\n  schemas:\n    Order:\n      properties:\n${fields}`;
  const get = '  /orders:\n    get: { operationId: list }\n';

  it('compares operations, required parameters and fields', () => {
    expect(
      surfaceOf({
        'openapi.yaml': {
          before: document(
            `${get}  /old:\n    get: {}\n  /named:\n    post: { operationId: make }\n`,
            '        total: { type: number }\n        gone: { type: string }\n',
          ),
          after: document(
            `  /orders:\n    get: { operationId: list, parameters: [{ in: query, name: shop, required: true }] }\n  /renamed:\n    post: { operationId: make }\n`,
            '        total: { type: string }\n        fresh: { type: string }\n',
          ),
        },
      }),
    ).toEqual(
      [
        'openapi changed GET /orders openapi.yaml:4',
        'openapi renamed POST /named → POST /renamed openapi.yaml:6',
        'openapi changed Order.total openapi.yaml:11',
        'openapi added Order.fresh openapi.yaml:12',
        'openapi removed GET /old openapi.yaml:6',
        'openapi removed Order.gone openapi.yaml:14',
      ].map((each) => each),
    );
  });

  it('is not fooled by other YAML', () => {
    expect(surfaceOf({ 'api/values.yaml': { before: 'paths:\n  /a: {}\n', after: 'paths: {}\n' } })).toEqual([]);
  });
});

describe('protobuf', () => {
  it('compares fields by number, methods by name', () => {
    const before =
      'syntax = "proto3";\npackage shop.v1;\n// gone = 9;\nmessage Cart {\n  string id = 1;\n  repeated Item items = 2;\n  int32 total = 3;\n  message Item { string sku = 1; }\n}\nservice Carts { rpc Get(GetCart) returns (Cart) {} rpc Drop(Cart) returns (Cart); }\n';
    const after =
      'syntax = "proto3";\npackage shop.v1;\nmessage Cart {\n  string cart_id = 1;\n  repeated Item items = 4;\n  oneof sum { int64 total = 3; }\n  message Item { string sku = 1; }\n  enum State { OPEN = 0; }\n}\nservice Carts { rpc Get(GetCart) returns (Cart) { option x = 1; } }\n';
    expect(surfaceOf({ 'proto/cart.proto': { before, after } })).toEqual([
      'protobuf renamed shop.v1.Cart.id → shop.v1.Cart.cart_id proto/cart.proto:4',
      'protobuf changed shop.v1.Cart.items proto/cart.proto:5',
      'protobuf changed shop.v1.Cart.total proto/cart.proto:6',
      'protobuf added shop.v1.Cart.State.OPEN proto/cart.proto:8',
      'protobuf removed shop.v1.Carts/Drop proto/cart.proto:10',
    ]);
  });
});

describe('GraphQL', () => {
  it('compares fields, arguments, inputs and enum values of schemas, not of queries', () => {
    const before =
      'type Query {\n  "one" user(id: ID!): User\n  old: String @deprecated(reason: "x")\n  kept: [Int!]!\n}\nenum Role { ADMIN GUEST }\n';
    const after =
      '# type X { a: Int }\ntype Query {\n  user(id: ID!, shop: ID!): User\n  kept: [Int!]!\n}\nenum Role { ADMIN }\ninput NewUser { email: String! name: String = "x" }\n';
    expect(surfaceOf({ 'schema.graphql': { before, after } })).toEqual([
      'graphql changed Query.user schema.graphql:3',
      'graphql added NewUser.email schema.graphql:7',
      'graphql added NewUser.name schema.graphql:7',
      'graphql removed Query.old schema.graphql:3',
      'graphql removed Role.GUEST schema.graphql:6',
    ]);
    expect(surfaceOf({ 'web/q.graphql': { before: '', after: 'query A { user { id } }\n' } })).toEqual([]);
  });

  it.each([
    ['a: Int', 'a(b: Int): Int', undefined],
    ['a: Int', 'a(b: [ID!]! = [], "How many." c: Int = 3): Int', undefined],
    ['a: Int', 'a(b: Int!): Int', 'Queries without its new argument b are refused.'],
    ['a(b: Int, c: ID): Int', 'a(c: ID): Int', 'Its argument b is gone: queries that give it are refused.'],
    ['a(b: Int!): Int', 'a(b: Int): Int', undefined],
    ['a(b: Int): Int', 'a(b: Int!): Int', 'Its argument b is Int! and was Int: queries that give it may be refused.'],
    ['a: [Int]', 'a: [Int]!', undefined],
    ['a: Int!', 'a: Int', 'Its type is Int and was Int!: clients may not read or give it.'],
  ])('tells what breaks when the field %s becomes %s', (before, after, broken) => {
    const type = (field: string): string => `type Query {\n  ${field}\n}\n`;
    const { surface } = factsOfChange({ 'schema.graphql': { before: type(before), after: type(after) } });
    expect(surface.map(({ breaks }) => breaks)).toEqual([broken]);
  });

  it.each([
    ['Int', 'Int!', 'Its type is Int! and was Int: clients may not read or give it.'],
    ['Int!', 'Int', undefined],
  ])('tells what breaks when an input of type %s is of type %s', (before, after, broken) => {
    const input = (type: string): string => `input A {\n  b: ${type}\n}\n`;
    const { surface } = factsOfChange({ 'schema.graphql': { before: input(before), after: input(after) } });
    expect(surface.map(({ breaks }) => breaks)).toEqual([broken]);
  });

  it('takes nothing for gone from a file that could not be read', () => {
    const before = 'type Query {\n  user: User\n}\n';
    const unread = openWorkspace(['schema.graphql'], new Map());
    const file = { path: 'schema.graphql', added: 1, deleted: 0 };
    const former = new Map([['schema.graphql', before]]);
    expect(publicSurface(unread, [{ ...file, status: 'modified' }], former)).toEqual([]);
    const gone = publicSurface(openWorkspace([], new Map()), [{ ...file, status: 'deleted' }], former);
    expect(gone.map(({ change, name }) => `${change} ${name}`)).toEqual(['removed Query.user']);
  });
});

describe('required fields of OpenAPI schemas', () => {
  const breaks = (before: string, after: string): readonly string[] =>
    factsOfChange({ 'openapi.yaml': { before: document(before), after: document(after) } }).surface.flatMap(
      ({ name, breaks: broken }) => (broken === undefined ? [] : [`${name}: ${broken}`]),
    );
  const document = (schemas: string): string => `openapi: 3.1.0
paths:
  /orders:
    post:
      requestBody:
        content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } }
      responses:
        '200': { content: { application/json: { schema: { $ref: '#/components/schemas/Receipt' } } } }
components:
  schemas:
${schemas}`;
  const schema = (name: string, ...fields: readonly string[]): string =>
    `    ${name}:\n      required: [${fields.join(', ')}]\n      properties:\n${fields.map((field) => `        ${field}: { type: string }\n`).join('')}`;
  const order = `${schema('Order', 'id')}        line: { $ref: '#/components/schemas/Line' }\n`;

  it('break those who send the schema, also inside another one', () => {
    const refused = 'Requests that hold this schema without the required field are refused.';
    expect(breaks(order, order.replace('[id]', '[id, name]').concat('        name: { type: string }\n'))).toEqual([
      `Order.name: ${refused}`,
    ]);
    expect(breaks(order + schema('Line', 'a'), order + schema('Line', 'a', 'b'))).toEqual([`Line.b: ${refused}`]);
  });

  it('break nobody where only answers hold the schema, or where all of it is new', () => {
    expect(breaks(order + schema('Receipt', 'a'), order + schema('Receipt', 'a', 'b'))).toEqual([]);
    expect(breaks(order, order + schema('Line', 'a'))).toEqual([]);
  });

  it('break nobody who may leave one out of a request, or finds one in every answer', () => {
    const [needed, free] = [`${order}${schema('Receipt', 'a')}`, (text: string) => text.replace(/\[\w+\]/gu, '[]')];
    expect(breaks(needed, needed.replace('[id]', '[]'))).toEqual([]);
    expect(breaks(free(needed), needed.replace('[id]', '[]'))).toEqual([]);
    const changed = 'Its type, or whether it is required, changed.';
    expect(breaks(free(needed), needed.replace('[a]', '[]'))).toEqual([`Order.id: ${changed}`]);
    expect(breaks(needed, needed.replace('[a]', '[]'))).toEqual([`Receipt.a: ${changed}`]);
  });
});
