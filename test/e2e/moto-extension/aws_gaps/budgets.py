"""Budgets."""

from moto.core.common_models import CloudFormationModel

from .resource import Resource


class Budget(Resource, CloudFormationModel):
    type = "AWS::Budgets::Budget"
    service = "budgets"

    account = "123456789012"

    def create(self):
        budget = self.take("Budget")
        self.name = self.physical_resource_id = budget.get("BudgetName", self.name)
        self.call(
            "CreateBudget", AccountId=self.account, Budget={**budget, "BudgetName": self.name}
        )

    def update(self, old):
        self.remove()
        self.create()

    def remove(self):
        self.ask("DeleteBudget", AccountId=self.account, BudgetName=self.name)
