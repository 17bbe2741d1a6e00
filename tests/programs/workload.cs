// SPDX-License-Identifier: MIT
//
// Code that is made at run time: compiled regular expressions, LINQ expression trees, Reflection.Emit, dynamic call sites,
// and what XmlSerializer makes of classes.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Serialization;

static class Expressions {
	static string Text ()
	{
		var text = new StringBuilder ();
		for (int i = 0; i < 400; i++)
			text.AppendFormat (CultureInfo.InvariantCulture,
				"2019-{0:00}-{1:00}T{2:00}:30 user{3}@host{4}.example.org [{5}] \"a\\\"b\" 0x{6:x} {7:0.00}e-{8}\n",
				i % 12 + 1, i % 28 + 1, i % 24, i, i % 7, i % 3 == 0 ? "warn" : "info", i * 7919, i / 3.0, i % 5);
		return text.ToString ();
	}

	static void Count (string text, string pattern, RegexOptions options)
	{
		var regex = new Regex (pattern, options | RegexOptions.Compiled);
		int count = 0, length = 0;
		for (Match match = regex.Match (text); match.Success; match = match.NextMatch ()) {
			count++;
			for (int i = 1; i < match.Groups.Count; i++)
				length += match.Groups [i].Length * i + match.Groups [i].Captures.Count;
		}
		Console.WriteLine ("{0}: {1} {2} {3}", pattern, count, length, regex.Split (text).Length);
	}

	public static void Run ()
	{
		string text = Text ();
		Count (text, @"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)", RegexOptions.None);
		Count (text, @"\b(?<user>[a-z]+\d+)@(?:(\w+)\.)+org\b", RegexOptions.ExplicitCapture);
		Count (text, @"""(?:[^""\\]|\\.)*""", RegexOptions.None);
		Count (text, @"^.*\[(?!info)(\w+)\].*$", RegexOptions.Multiline);
		Count (text, @"(?<=0x)[0-9A-F]+(?=\s)", RegexOptions.IgnoreCase);
		Count (text, @"\1(\w)", RegexOptions.RightToLeft);
		Count (text, @"(?>\d+)\.\d{2}e-[^24]", RegexOptions.CultureInvariant);
		Count (text, @"^(?:(?<open>\[)|(?<close-open>\])|[^\[\]])*?$(?(open)(?!))", RegexOptions.Multiline);
		var replace = new Regex (@"user(\d+)", RegexOptions.Compiled);
		string replaced = replace.Replace (text, match => "u" + int.Parse (match.Groups [1].Value) * 2);
		Console.WriteLine ("{0} {1}", replaced.Length, replaced.Substring (0, 60));
	}
}

static class Trees {
	static Func<int, long> Factorial ()
	{
		var n = Expression.Parameter (typeof (int), "n");
		var result = Expression.Variable (typeof (long), "result");
		var done = Expression.Label (typeof (long));
		return Expression.Lambda<Func<int, long>> (Expression.Block (new [] { result },
			Expression.Assign (result, Expression.Constant (1L)),
			Expression.Loop (Expression.IfThenElse (Expression.GreaterThan (n, Expression.Constant (1)),
				Expression.MultiplyAssignChecked (result, Expression.Convert (Expression.PostDecrementAssign (n), typeof (long))),
				Expression.Break (done, result)), done)), n).Compile ();
	}

	static Func<object, string> Describe ()
	{
		var thing = Expression.Parameter (typeof (object));
		var error = Expression.Parameter (typeof (InvalidCastException));
		Expression<Func<object, string>> length = o => "string of " + ((string) o).Length;
		return Expression.Lambda<Func<object, string>> (Expression.TryCatch (
			Expression.Condition (Expression.TypeIs (thing, typeof (int)),
				Expression.Call (Expression.Unbox (thing, typeof (int)), typeof (int).GetMethod ("ToString", Type.EmptyTypes)),
				Expression.Invoke (length, thing)),
			Expression.Catch (error, Expression.Constant ("neither"))), thing).Compile ();
	}

	static Func<string, int> Choose ()
	{
		var text = Expression.Parameter (typeof (string));
		return Expression.Lambda<Func<string, int>> (Expression.Switch (text, Expression.Constant (-1), null,
			new [] { "one", "two", "three", "four", "five", "six", "seven", "eight" }.Select ((name, index) =>
				Expression.SwitchCase (Expression.Constant (index + 1), Expression.Constant (name))).ToArray ()),
			text).Compile ();
	}

	struct Point { public double X, Y; public Point (double x, double y) { X = x; Y = y; } }

	public static void Run ()
	{
		var factorial = Factorial ();
		for (int i = 0; i <= 20; i += 5)
			Console.WriteLine ("{0}! = {1}", i, factorial (i));
		try {
			factorial (25);
		} catch (OverflowException exception) {
			Console.WriteLine (exception.GetType ());
		}
		var describe = Describe ();
		foreach (object thing in new object [] { 42, "forty-two", 4.2 })
			Console.WriteLine (describe (thing));
		var choose = Choose ();
		Console.WriteLine (string.Join (" ", new [] { "one", "eight", "nine", null }.Select (choose)));

		int captured = 3;
		Expression<Func<int, Func<int, int>>> nested = a => b => a * b + captured;
		var compiled = nested.Compile ();
		captured = 7;
		Console.WriteLine (compiled (5) (6));
		Expression<Func<Point, Point, double>> distance = (a, b) => Math.Sqrt ((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));
		Console.WriteLine (distance.Compile () (new Point (1, 2), new Point { X = 4, Y = 6 }));
		Expression<Func<int?, int?, bool>> lifted = (a, b) => a + 1 > b || (a ?? 5) == b;
		var compare = lifted.Compile ();
		Console.WriteLine ("{0} {1} {2}", compare (null, 5), compare (5, 5), compare (null, null));
		Expression<Func<IEnumerable<int>, List<string>>> query =
			s => (from i in s where i % 2 == 1 let square = i * i orderby -square select square + "!").ToList ();
		Console.WriteLine (string.Join (" ", query.Compile () (Enumerable.Range (1, 9))));
		Console.WriteLine (Enumerable.Range (1, 50).AsQueryable ().Where (i => i % 7 == 0).Select (i => new { i, j = i / 7 })
			.GroupBy (pair => pair.j % 2).OrderBy (group => group.Key).Sum (group => group.Key * 100 + group.Sum (pair => pair.i)));
	}
}

public interface IShape { double Area { get; } string Describe<T> (T prefix); }

static class Emit {
	static Type MakeShape (ModuleBuilder module)
	{
		TypeBuilder shape = module.DefineType ("Square", TypeAttributes.Public, typeof (object), new [] { typeof (IShape) });
		FieldBuilder side = shape.DefineField ("side", typeof (double), FieldAttributes.Private);
		ILGenerator il = shape.DefineConstructor (MethodAttributes.Public, CallingConventions.Standard,
			new [] { typeof (double) }).GetILGenerator ();
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Call, typeof (object).GetConstructor (Type.EmptyTypes));
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldarg_1);
		il.Emit (OpCodes.Stfld, side);
		il.Emit (OpCodes.Ret);

		const MethodAttributes attributes = MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig;
		MethodBuilder area = shape.DefineMethod ("get_Area", attributes, typeof (double), Type.EmptyTypes);
		il = area.GetILGenerator ();
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldfld, side);
		il.Emit (OpCodes.Dup);
		il.Emit (OpCodes.Mul);
		il.Emit (OpCodes.Ret);
		shape.DefineMethodOverride (area, typeof (IShape).GetProperty ("Area").GetGetMethod ());

		MethodBuilder describe = shape.DefineMethod ("Describe", attributes);
		GenericTypeParameterBuilder parameter = describe.DefineGenericParameters ("T") [0];
		describe.SetParameters (parameter);
		describe.SetReturnType (typeof (string));
		il = describe.GetILGenerator ();
		il.Emit (OpCodes.Ldarga_S, (byte) 1);
		il.Emit (OpCodes.Constrained, parameter);
		il.Emit (OpCodes.Callvirt, typeof (object).GetMethod ("ToString"));
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Callvirt, area);
		il.Emit (OpCodes.Box, typeof (double));
		il.Emit (OpCodes.Call, typeof (string).GetMethod ("Concat", new [] { typeof (object), typeof (object) }));
		il.Emit (OpCodes.Ret);
		return shape.CreateType ();
	}

	// Divides; divisions are counted.
	static Type MakeGuard (ModuleBuilder module)
	{
		TypeBuilder guard = module.DefineType ("Guard", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
		FieldBuilder count = guard.DefineField ("Count", typeof (int), FieldAttributes.Public | FieldAttributes.Static);
		ILGenerator il = guard.DefineMethod ("Divide", MethodAttributes.Public | MethodAttributes.Static, typeof (int),
			new [] { typeof (int), typeof (int) }).GetILGenerator ();
		LocalBuilder result = il.DeclareLocal (typeof (int));
		il.BeginExceptionBlock ();
		il.BeginExceptionBlock ();
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldarg_1);
		il.Emit (OpCodes.Div);
		il.Emit (OpCodes.Stloc, result);
		il.BeginExceptFilterBlock ();
		il.Emit (OpCodes.Isinst, typeof (OverflowException));
		il.Emit (OpCodes.Ldnull);
		il.Emit (OpCodes.Cgt_Un);
		il.BeginCatchBlock (null);
		il.Emit (OpCodes.Pop);
		il.Emit (OpCodes.Ldc_I4, int.MaxValue);
		il.Emit (OpCodes.Stloc, result);
		il.EndExceptionBlock ();
		il.BeginFinallyBlock ();
		il.Emit (OpCodes.Ldsfld, count);
		il.Emit (OpCodes.Ldc_I4_1);
		il.Emit (OpCodes.Add);
		il.Emit (OpCodes.Stsfld, count);
		il.EndExceptionBlock ();
		il.Emit (OpCodes.Ldloc, result);
		il.Emit (OpCodes.Ret);
		return guard.CreateType ();
	}

	static Func<uint, uint> Checksum ()
	{
		var method = new DynamicMethod ("checksum", typeof (uint), new [] { typeof (uint []), typeof (uint) }, typeof (Emit).Module);
		ILGenerator il = method.GetILGenerator ();
		Label head = il.DefineLabel (), test = il.DefineLabel ();
		LocalBuilder index = il.DeclareLocal (typeof (int));
		il.Emit (OpCodes.Br, test);
		il.MarkLabel (head);
		il.Emit (OpCodes.Ldarg_1);
		il.Emit (OpCodes.Ldc_I4, 31);
		il.Emit (OpCodes.Mul);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldloc, index);
		il.Emit (OpCodes.Ldelem_U4);
		il.Emit (OpCodes.Xor);
		il.Emit (OpCodes.Starg_S, (byte) 1);
		il.Emit (OpCodes.Ldloc, index);
		il.Emit (OpCodes.Ldc_I4_1);
		il.Emit (OpCodes.Add);
		il.Emit (OpCodes.Stloc, index);
		il.MarkLabel (test);
		il.Emit (OpCodes.Ldloc, index);
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Ldlen);
		il.Emit (OpCodes.Conv_I4);
		il.Emit (OpCodes.Blt, head);
		il.Emit (OpCodes.Ldarg_1);
		il.Emit (OpCodes.Ret);
		return (Func<uint, uint>) method.CreateDelegate (typeof (Func<uint, uint>),
			Enumerable.Range (1, 1000).Select (i => (uint) i * 2654435761u).ToArray ());
	}

	public static void Run ()
	{
		AssemblyBuilder assembly = AppDomain.CurrentDomain.DefineDynamicAssembly (new AssemblyName ("Made"),
			AssemblyBuilderAccess.RunAndCollect);
		ModuleBuilder module = assembly.DefineDynamicModule ("Made");
		var shape = (IShape) Activator.CreateInstance (MakeShape (module), 1.5);
		Console.WriteLine ("{0} {1} {2}", shape.Area, shape.Describe ("area "), shape.Describe (7));
		Type guard = MakeGuard (module);
		var divide = (Func<int, int, int>) Delegate.CreateDelegate (typeof (Func<int, int, int>), guard.GetMethod ("Divide"));
		Console.WriteLine ("{0} {1}", divide (7, 2), divide (int.MinValue, -1));
		try {
			divide (1, 0);
		} catch (DivideByZeroException) {
			Console.WriteLine ("division by zero, {0} divisions", guard.GetField ("Count").GetValue (null));
		}
		Console.WriteLine (Checksum () (17));
		for (int i = 0; i < 50; i++) {
			var add = new DynamicMethod ("add" + i, typeof (int), new [] { typeof (int) }, true);
			ILGenerator il = add.GetILGenerator ();
			il.Emit (OpCodes.Ldarg_0);
			il.Emit (OpCodes.Ldc_I4, i);
			il.Emit (OpCodes.Add);
			il.Emit (OpCodes.Ret);
			if (((Func<int, int>) add.CreateDelegate (typeof (Func<int, int>))) (1) != i + 1)
				Console.WriteLine ("wrong: {0}", i);
			if (i % 10 == 0)
				GC.Collect ();
		}
	}
}

static class Dynamic {
	static dynamic Twice (dynamic a) { return a + a; }

	public static void Run ()
	{
		foreach (object thing in new object [] { 21, "ab", 1.25, 'c', 10L, new TimeSpan (0, 1, 0) })
			Console.WriteLine ("{0} {1}", Twice (thing), Twice (thing).GetType ());
		dynamic list = new List<int> { 3, 1, 2 };
		list.Sort ();
		Console.WriteLine ("{0} {1}", list [0] + list.Count, string.Join (",", list));
		try {
			list.Frobnicate ();
		} catch (Microsoft.CSharp.RuntimeBinder.RuntimeBinderException exception) {
			Console.WriteLine (exception.GetType ().Name);
		}
	}
}

public enum Level { Low, Middle, [XmlEnum ("top")] High }

public class Item {
	[XmlAttribute] public int Id;
	public string Name { get; set; }
	public decimal? Price;
	[XmlElement ("tag")] public List<string> Tags = new List<string> ();
	[XmlIgnore] public int Hidden = 5;
}

public class Book : Item {
	public Level Level;
	public DateTime Printed;
	[XmlArrayItem ("chapter")] public string [] Chapters;
	public byte [] Cover;
}

[XmlRoot ("shop", Namespace = "urn:shop")]
public class Shop {
	[XmlArray ("items"), XmlArrayItem ("item", typeof (Item)), XmlArrayItem ("book", typeof (Book))] public Item [] Items;
	public double Rating = double.NaN;
	[XmlText] public string Note;
}

static class Xml {
	public static void Run ()
	{
		var shop = new Shop {
			Note = "a < b & c", Items = new Item [] {
				new Item { Id = 1, Name = "pen", Price = 1.50m, Tags = { "blue", "ink" } },
				new Book { Id = 2, Name = "tome", Level = Level.High, Printed = new DateTime (2001, 2, 3, 4, 5, 6, DateTimeKind.Utc),
					Chapters = new [] { "one", null, "three" }, Cover = new byte [] { 1, 2, 254, 255 } },
				null
			}
		};
		var serializer = new XmlSerializer (typeof (Shop));
		var writer = new StringWriter (CultureInfo.InvariantCulture);
		using (var xml = XmlWriter.Create (writer, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true }))
			serializer.Serialize (xml, shop, new XmlSerializerNamespaces (new [] { new XmlQualifiedName ("s", "urn:shop") }));
		Console.WriteLine (writer);
		var copy = (Shop) serializer.Deserialize (new StringReader (writer.ToString ()));
		var book = (Book) copy.Items [1];
		Console.WriteLine ("{0} {1} {2} {3} {4} {5} {6}", copy.Items.Length, copy.Items [0].Price, book.Level,
			book.Printed.ToString ("o"), book.Chapters.Length, BitConverter.ToString (book.Cover), copy.Items [0].Tags [1]);
		try {
			serializer.Deserialize (new StringReader ("<shop xmlns='urn:shop'><Rating>much</Rating></shop>"));
		} catch (InvalidOperationException exception) {
			Console.WriteLine ("{0}: {1}", exception.GetType ().Name, exception.InnerException.GetType ().Name);
		}
	}
}

static class Workload {
	static void Main ()
	{
		CultureInfo.DefaultThreadCurrentCulture = System.Threading.Thread.CurrentThread.CurrentCulture = CultureInfo.InvariantCulture;
		Expressions.Run ();
		Trees.Run ();
		Emit.Run ();
		Dynamic.Run ();
		Xml.Run ();
	}
}
