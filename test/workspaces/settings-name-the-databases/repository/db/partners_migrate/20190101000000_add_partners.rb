class AddPartners < ActiveRecord::Migration[5.2]
end
