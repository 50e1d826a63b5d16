"""cart"""
from alembic import op
import sqlalchemy as sa

revision = "001"
down_revision = None


def upgrade():
    op.create_table("cart", sa.Column("id", sa.Integer()))


def downgrade():
    op.drop_table("cart")
