"""What a project's own estimator is made with. Public: these names and what they mean follow semantic versioning.

@estimator(
    "xgboost",
    space={"learning_rate": Reals(0.02, 0.3, log=True), "max_depth": Wholes(2, 8)},
    trusted=("builtins.bytearray", "xgboost.core.Booster", "xgboost.sklearn.XGBClassifier"),
    rounds="n_estimators",
    validation="eval_set",
)
def xgboost(fitting: Fitting, **parameters: Any) -> Estimator:
    return XGBClassifier(early_stopping_rounds=fitting.patience, random_state=fitting.seed, **parameters)
"""

from landfast_ml.contract.columns import Task
from landfast_ml.models.algorithms import Estimator, EstimatorError, Fitting, estimator
from landfast_ml.models.ranges import Options, Reals, Value, Wholes

__all__ = ["Estimator", "EstimatorError", "Fitting", "Options", "Reals", "Task", "Value", "Wholes", "estimator"]
