RSpec.describe 'claim' do
end
