import { describe, expect, it } from 'vitest';
import { maybeRoute, routeEntries } from '../../../../../src/core/facts/surface/routes';

const names = (file: string, text: string) => routeEntries(file, text).map(({ name }) => name);

describe('routes of a group', () => {
  it('stand under its path in ASP.NET, as far as the variable is that group', () => {
    const text = `public static class Routes {
  public static void MapOrders(this IEndpointRouteBuilder app) {
    var api = app.NewVersionedApi("Orders").MapGroup("api/orders").HasApiVersion(1.0);
    api.MapGet("/{id:guid}", Get);
    var lines = api.MapGroup("/{id:guid}/lines");
    lines.MapPost("", Add);
    app.MapGet("/ping", () => "ok");
    app.MapGroup("/status")
      .MapGet("/live", Live);
  }
  public static void MapMails(RouteGroupBuilder api) {
    api.MapDelete("/mails/{id}", Remove);
  }
}
`;
    expect(names('src/Routes.cs', text)).toEqual([
      'GET /api/orders/{id:guid}',
      'POST /api/orders/{id:guid}/lines',
      'GET /ping',
      'DELETE /mails/{id}',
      'GET /live',
    ]);
  });

  it('stand under its path in Go', () => {
    const text = `package web
import "github.com/gin-gonic/gin"
func Routes(r *gin.Engine) {
	v1 := r.Group("/v1")
	{
		v1.GET("/crates", list)
		admin := v1.Group("/admin", auth)
		admin.POST("/crates", add)
	}
	r.GET("/ping", ping)
}
func Others(v1 *gin.RouterGroup) {
	v1.GET("/lids", lids)
}
`;
    expect(names('web/routes.go', text)).toEqual(['GET /v1/crates', 'POST /v1/admin/crates', 'GET /ping', 'GET /lids']);
  });

  it('change with the line that makes the group', () => {
    expect(maybeRoute('src/Routes.cs', '    var api = app.MapGroup("api/orders");')).toBe(true);
    expect(maybeRoute('src/Routes.cs', '    var api = app.Build();')).toBe(false);
  });
});
