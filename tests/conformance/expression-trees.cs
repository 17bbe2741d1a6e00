// LINQ expression trees, compiled: arithmetic, calls, closures, loops, nested lambdas, conversions
// (System.Linq.Expressions: each becomes a dynamic method)
using System;
using System.Collections.Generic;
using System.Linq;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;

class Callees {
	public int Number = 3;
	public string Text { get; set; }
	public List<int> List = new List<int> ();
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Add (int a, int b) { return a + b; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int Scale (int a) { return Number * a; }
}

static class Callers {
	static void Arithmetic ()
	{
		int[] values = { 0, 1, -1, 7, int.MinValue, int.MaxValue };
		Expression<Func<int, int, int>>[] all = {
			(a, b) => a + b, (a, b) => a - b * 3, (a, b) => a & b | 5, (a, b) => a << b, (a, b) => a >> b,
			(a, b) => a / (b == 0 ? 2 : b), (a, b) => (int) ((long) a * b % 1000), (a, b) => a > b ? ~a : -b
		};
		foreach (var expression in all) {
			Func<int, int, int> compiled = expression.Compile ();
			foreach (int a in values)
				foreach (int b in values)
					if (a != int.MinValue || b != -1)
						Report.Value (expression.ToString (), compiled (a, b));
		}
		ParameterExpression x = Expression.Parameter (typeof (int)), y = Expression.Parameter (typeof (int));
		var sum = Expression.Lambda<Func<int, int, int>> (Expression.AddChecked (x, y), x, y).Compile ();
		Report.Throws ("checked", () => sum (int.MaxValue, 1));
		var quotient = Expression.Lambda<Func<int, int, int>> (Expression.Divide (x, y), x, y).Compile ();
		Report.Throws ("quotient", () => quotient (1, 0));
		Expression<Func<double, double>> power = v => Math.Sqrt (v) + v / 3;
		Report.Value ("double", power.Compile () (2));
		Expression<Func<decimal, decimal>> decimals = v => v * 1.5m + 2;
		Report.Line (decimals.Compile () (3).ToString ());
	}

	static void Members ()
	{
		var callee = new Callees { Text = "text" };
		Expression<Func<Callees, int>> field = c => c.Number + c.Text.Length;
		Report.Value ("field", field.Compile () (callee));
		Expression<Func<Callees, int, int>> call = (c, a) => c.Scale (a) + Callees.Add (a, 1);
		Report.Value ("call", call.Compile () (callee, 5));
		Expression<Func<int, Callees>> make = n => new Callees { Number = n, Text = "made", List = { 1, 2, n } };
		Callees made = make.Compile () (9);
		Report.Line (made.Number + " " + made.Text + " " + string.Join (",", made.List));
		Expression<Func<int, int[]>> array = n => new[] { n, n * n, n * n * n };
		Report.Value ("array", array.Compile () (4));
		Expression<Func<int[], int, int>> index = (a, i) => a [i];
		Func<int[], int, int> element = index.Compile ();
		Report.Value ("element", element (new[] { 5, 6, 7 }, 2));
		Report.Throws ("element", () => element (new int[1], 1));
		Expression<Func<object, string>> cast = o => o as string ?? "none";
		Report.Line (cast.Compile () ("a string") + " " + cast.Compile () (1));
		Expression<Func<object, int>> unbox = o => (int) o;
		Report.Value ("unbox", unbox.Compile () (77));
		Report.Throws ("unbox", () => unbox.Compile () (77L));
		Expression<Func<object, bool>> test = o => o is IEnumerable<string>;
		Report.Line (test.Compile () (new string[0]) + " " + test.Compile () (1));
		Expression<Func<int?, int?, int?>> lifted = (a, b) => a + b;
		Func<int?, int?, int?> nullable = lifted.Compile ();
		Report.Line (nullable (1, 2) + " " + (nullable (1, null) == null));
	}

	static void Closures ()
	{
		int captured = 10;
		Expression<Func<int, int>> closure = a => a + captured;
		Func<int, int> compiled = closure.Compile ();
		Report.Value ("before", compiled (1));
		captured = 20;
		Report.Value ("after", compiled (1));
		Expression<Func<int, Func<int, Func<int, int>>>> nested = a => b => c => a * 100 + b * 10 + c;
		Report.Value ("nested", nested.Compile () (1) (2) (3));
		Expression<Func<IEnumerable<int>, int>> query = s => s.Where (v => v > captured).Select (v => v * 2).Sum ();
		Report.Value ("query", query.Compile () (new[] { 5, 25, 35 }));
		Expression<Func<int, int>> inner = a => a * 2;
		ParameterExpression p = Expression.Parameter (typeof (int));
		var invoke = Expression.Lambda<Func<int, int>> (Expression.Invoke (inner, Expression.Increment (p)), p);
		Report.Value ("invoke", invoke.Compile () (4));
	}

	/* 1 * 2 * ... * n, and the names of numbers */
	static void Statements ()
	{
		ParameterExpression n = Expression.Parameter (typeof (int)), result = Expression.Variable (typeof (long));
		LabelTarget done = Expression.Label (typeof (long));
		Expression body = Expression.Block (new[] { result },
			Expression.Assign (result, Expression.Constant (1L)),
			Expression.Loop (Expression.IfThenElse (Expression.GreaterThan (n, Expression.Constant (1)),
				Expression.Assign (result, Expression.Multiply (result,
					Expression.Convert (Expression.PostDecrementAssign (n), typeof (long)))),
				Expression.Break (done, result)), done));
		Func<int, long> factorial = Expression.Lambda<Func<int, long>> (body, n).Compile ();
		for (int i = 0; i < 20; i += 3)
			Report.Value ("factorial", factorial (i));
		Expression choice = Expression.Switch (n, Expression.Constant ("many"),
			Expression.SwitchCase (Expression.Constant ("none"), Expression.Constant (0)),
			Expression.SwitchCase (Expression.Constant ("one"), Expression.Constant (1)),
			Expression.SwitchCase (Expression.Constant ("few"), Expression.Constant (2), Expression.Constant (3)));
		Func<int, string> name = Expression.Lambda<Func<int, string>> (choice, n).Compile ();
		for (int i = -1; i < 5; i++)
			Report.Line (name (i));
		ParameterExpression x = Expression.Parameter (typeof (int));
		Func<int, int> safe = Expression.Lambda<Func<int, int>> (Expression.TryCatch (
			Expression.Divide (Expression.Constant (100), x),
			Expression.Catch (typeof (DivideByZeroException), Expression.Constant (-1))), x).Compile ();
		Report.Line (safe (7) + " " + safe (0));
	}

	public static void Run ()
	{
		Arithmetic ();
		Members ();
		Closures ();
		Statements ();
		for (int i = 0; i < 100; i++) {
			int captured = i;
			Expression<Func<int, int>> dropped = a => a + captured;
			if (dropped.Compile () (1) != i + 1)
				Report.Line ("wrong");
			if (i % 20 == 0)
				GC.Collect ();
		}
	}
}

class Program {
	static void Main () { Callers.Run (); }
}
