class CreateThings < ActiveRecord::Migration[8.0]
  def change
    create_table :things
  end
end
